// Asks a running API of this process about something of an organisation, and notes everything by which an answer could tell of it:
// status, body, and the statements that were sent to the database for it.
import * as documents from '@sealbridge/api-client';
import type { DeviceKeys } from '@sealbridge/keyring';
import pg from 'pg';

import type { TestApi } from '../api.js';
import { type Probe, unknownDevice } from './requests.js';
import type { Named } from './world.js';

/** Each look-up of a session is remembered for five seconds, whatever is asked. */
const OF_THE_SESSION = 'session-attributes';
/** Something else may reach the database at the same time; it does not do so every time. */
const LOOKS = 4;

/** Somebody with a session, or without. */
export interface AskedBy {
  readonly keys: DeviceKeys;
  readonly token: string | null;
}

/** A request: its field, what it names, and who sends it. */
export interface Question {
  readonly field: string;
  readonly by: AskedBy;
  readonly probe: Probe;
}

/** Everything by which an answer could tell. */
export interface Seen {
  readonly status: number;
  readonly body: string;
  readonly statements: readonly string[];
}

/** Asks, until it is stopped. */
export interface Asking {
  /** What is seen of one, and of what is nowhere; equal when nothing is told of it. */
  compare(question: Question, one: Named): Promise<{ readonly there: Seen; readonly nowhere: Seen }>;
  stop(): void;
}

/** Somebody without a session, on a device that nobody knows. */
export const guest = (): AskedBy => ({ keys: unknownDevice(), token: null });

/**
 * Begins to note statements, and to compare with `nobody`, who is nowhere. What is in the database now is kept, what requests add to
 * the files of vetting is taken back.
 */
export async function beginAsking(api: TestApi, nobody: Named): Promise<Asking> {
  const { rows } = await api.admin.query<{ id: string }>('SELECT id FROM sealbridge.application');
  const takeBack = statementTakingBack(rows.map(({ id }) => id));
  const recorder = recordStatements();
  const nowheres = new Map<Probe, Map<string | null, Seen>>();

  async function ask({ field, by, probe }: Question, named: Named): Promise<Seen> {
    const variables = await probe(named, { api, keys: by.keys });
    const authorization = by.token === null ? {} : { authorization: `Bearer ${by.token}` };
    const headers = { 'content-type': 'application/json', 'x-sealbridge-request': '1', ...authorization };
    recorder.names.length = 0;
    const body = JSON.stringify({ query: documentOf(field), variables });
    const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
    const text = await response.text();
    const statements = recorder.names.filter((name) => name !== OF_THE_SESSION);
    if (field.startsWith('Mutation.')) await api.admin.query(takeBack);
    return { status: response.status, body: plain(text, named), statements };
  }

  return {
    // an answer about nobody that was seen before will do where it is the same; where it is not, both are asked for anew
    compare: async (question, one) => {
      const { probe, by } = question;
      const seen = nowheres.get(probe) ?? new Map<string | null, Seen>();
      nowheres.set(probe, seen);
      for (let look = 0; ; look += 1) {
        const there = await ask(question, one);
        const nowhere = (look === 0 ? seen.get(by.token) : undefined) ?? (await ask(question, nobody));
        seen.set(by.token, nowhere);
        if (look === LOOKS || JSON.stringify(there) === JSON.stringify(nowhere)) return { there, nowhere };
      }
    },
    stop: recorder.stop,
  };
}

/** Notes the name of every statement that this process sends to PostgreSQL. */
function recordStatements(): { readonly names: string[]; stop(): void } {
  const names: string[] = [];
  const prototype = pg.Client.prototype as unknown as { query(...args: unknown[]): unknown };
  const real = prototype.query;
  prototype.query = function (this: unknown, ...args) {
    names.push(nameOf(args[0]));
    return real.apply(this, args);
  };
  return { names, stop: () => void (prototype.query = real) };
}

function nameOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const { name, text } = query as { readonly name?: string; readonly text?: string };
  return name ?? text ?? '';
}

/** An application of nobody, in a stranger's file or name, would be somebody the next time. */
function statementTakingBack(applications: readonly string[]): string {
  const known = `ANY ('{${applications.join()}}'::uuid[])`;
  const statements = ['vetting_statement', 'vetting_evidence', 'vetting_verdict'].map(
    (table) => `DELETE FROM sealbridge.${table} WHERE NOT application_id = ${known};`,
  );
  return `DELETE FROM sealbridge.sign_in_failure; SET session_replication_role = replica;
    ${statements.join(' ')} DELETE FROM sealbridge.application WHERE NOT id = ${known}; RESET session_replication_role`;
}

/** The answer without what is new in every answer, and with the names that were in the question made one. */
export function plain(text: string, { org, unit }: Named): string {
  return text
    .replaceAll(org.handle, '<handle>')
    .replaceAll(unit.handle, '<handle>')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/"(?:nonce|record|joining|userHandle)":"[^"]*"/g, '<bytes>');
}

/** By root field, as `Query.inbox`: the document with which the clients ask it first. */
const DOCUMENTS = new Map<string, string>(
  Object.values(documents as Readonly<Record<string, unknown>>)
    .map(String)
    .flatMap((text) => {
      const [, operation = '', name = ''] = /^\s*(query|mutation) \w+[^{]*\{\s*(\w+)/.exec(text) ?? [];
      return name === '' ? [] : [[`${operation === 'query' ? 'Query' : 'Mutation'}.${name}`, text] as const];
    })
    .reverse(),
);

function documentOf(field: string): string {
  const found = DOCUMENTS.get(field);
  if (found === undefined) throw new Error(`the clients have no operation for ${field}`);
  return found;
}

// Members never learn who else is a member: whatever they ask about an organisation without an agreement with theirs, they are
// answered as if it did not exist, by the same words, the same codes, and the same statements to the database.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as documents from '@sealbridge/api-client';
import type { DeviceKeys } from '@sealbridge/keyring';
import { buildSchema, getNamedType, type GraphQLArgument, type GraphQLInputField, isInputObjectType } from 'graphql';
import pg from 'pg';

import { RateLimiter } from '../../apps/api/src/platform/limits/rate-limiter.js';
import { startApi, type TestApi } from '../support/api.js';
import { HIDDEN_MUTATIONS } from '../support/hidden/mutations.js';
import { HIDDEN_QUERIES } from '../support/hidden/queries.js';
import { type Probe, unknownDevice } from '../support/hidden/requests.js';
import { HIDDEN_SUBSCRIPTIONS } from '../support/hidden/subscriptions.js';
import { addOwnThings, makeStrangers, type Named, suspendStranger } from '../support/hidden/world.js';

const HIDDEN = { ...HIDDEN_QUERIES, ...HIDDEN_MUTATIONS, ...HIDDEN_SUBSCRIPTIONS };
const SCHEMA = join(__dirname, '..', '..', 'libs', 'api-client', 'schema.graphql');
const ROLES = ['analyst', 'admin', 'liaison', 'outsider', 'guest'] as const;
type Role = (typeof ROLES)[number];

/** Each look-up of a session is remembered for five seconds, whatever is asked. */
const OF_THE_SESSION = 'session-attributes';
/** Headers that differ from answer to answer, whatever it is about. */
const CHANGING_HEADERS: readonly string[] = ['date', 'x-request-id', 'keep-alive', 'connection'];
/** Arguments of lists that may not be left out. */
const NEEDED_IDS: readonly string[] = ['agreement', 'proposal', 'reportId', 'unit'];
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** Something else of this process may reach the database at the same time; it does not do so every time. */
const LOOKS = 3;

jest.setTimeout(300_000);

let api: TestApi;
let member: Named;
let nobody: Named;
const tokens = new Map<Role, string | null>();
const keysOf = new Map<Role, DeviceKeys>();
const statements: string[] = [];
let applications: string[] = [];
let suspended = false;

beforeAll(async () => {
  jest.spyOn(RateLimiter.prototype, 'take').mockResolvedValue(0);
  api = await startApi();
  ({ member, nobody } = await makeStrangers(api));
  const { rows } = await api.admin.query<{ id: string }>('SELECT id FROM sealbridge.application');
  applications = rows.map(({ id }) => id);
  for (const role of ROLES) {
    const keys = role === 'guest' ? unknownDevice() : api.world[role];
    keysOf.set(role, keys);
    tokens.set(role, role === 'guest' ? null : await api.tokenOf(keys));
  }
  recordStatements();
}, 180_000);
afterAll(async () => {
  jest.restoreAllMocks();
  await api.stop();
});

/** Notes the name of every statement that this process sends to PostgreSQL. */
function recordStatements(): void {
  const real = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: unknown, ...args: unknown[]) {
    statements.push(nameOf(args[0]));
    return real.apply(this, args) as never;
  });
}

function nameOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const { name, text } = query as { readonly name?: string; readonly text?: string };
  return name ?? text ?? '';
}

interface Seen {
  readonly status: number;
  readonly body: string;
  readonly statements: readonly string[];
}

async function ask(field: string, role: Role, probe: Probe, named: Named): Promise<Seen> {
  const keys = keysOf.get(role) ?? unknownDevice();
  const variables = await probe(named, { api, keys });
  const token = tokens.get(role) ?? null;
  const headers = {
    'content-type': 'application/json',
    'x-sealbridge-request': '1',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  statements.length = 0;
  const body = JSON.stringify({ query: documentOf(field), variables });
  const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
  const text = await response.text();
  const asked = statements.filter((name) => name !== OF_THE_SESSION);
  if (field.startsWith('Mutation.')) await forget();
  return { status: response.status, body: plain(text, named), statements: asked };
}

/** Takes back what was taken: an application of nobody, in a stranger's file or name, would be somebody the next time. */
async function forget(): Promise<void> {
  const known = `ANY ('{${applications.join()}}'::uuid[])`;
  const statements = ['vetting_statement', 'vetting_evidence', 'vetting_verdict'].map(
    (table) => `DELETE FROM sealbridge.${table} WHERE NOT application_id = ${known};`,
  );
  await api.admin.query(`DELETE FROM sealbridge.sign_in_failure; SET session_replication_role = replica;
    ${statements.join(' ')} DELETE FROM sealbridge.application WHERE NOT id = ${known}; RESET session_replication_role`);
}

/** The answer without what is new in every answer, and with the names that were in the question made one. */
function plain(text: string, { org, unit }: Named): string {
  return text
    .replaceAll(org.handle, '<handle>')
    .replaceAll(unit.handle, '<handle>')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/"(?:nonce|record|joining|userHandle)":"[^"]*"/g, '<bytes>');
}

function documentOf(field: string): string {
  const [, name = ''] = field.split('.');
  const found = Object.values(documents as Readonly<Record<string, unknown>>)
    .map(String)
    .find((text) => new RegExp(`^\\s*(?:query|mutation) \\w+[^{]*\\{\\s*${name}\\b`).test(text));
  if (found === undefined) throw new Error(`the clients have no operation for ${field}`);
  return found;
}

describe('every query, mutation and subscription', () => {
  const schema = buildSchema(readFileSync(SCHEMA, 'utf8'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((type) =>
    Object.values(type?.getFields() ?? {}).map((field) => [`${type?.name ?? ''}.${field.name}`, field.args] as const),
  );
  const flat = (args: readonly (GraphQLArgument | GraphQLInputField)[], before = ''): string[] =>
    args.flatMap((arg) => {
      const type = getNamedType(arg.type);
      const path = `${before}${arg.name}`;
      return isInputObjectType(type) ? flat(Object.values(type.getFields()), `${path}.`) : [path];
    });

  it.each(fields)('%s is in the table with all its arguments', (name, args) => {
    expect(HIDDEN[name]?.args.toSorted()).toEqual(flat(args).sort());
  });

  it('of the table is in the schema', () => {
    expect(Object.keys(HIDDEN).sort()).toEqual(fields.map(([name]) => name).sort());
  });
});

const probes = Object.entries(HIDDEN).flatMap(([field, { probes: all }]) =>
  typeof all === 'string' ? [] : Object.entries(all).map(([what, probe]) => [field, what, probe] as const),
);

/** Every list that goes on from a cursor, with its other arguments. */
const lists = Object.entries(HIDDEN_QUERIES).flatMap(([field, { args }]) =>
  args.includes('after') ? [[field, args] as const] : [],
);

/** Arguments of a list apart from its cursor, about nothing that exists. */
function argumentsFor(args: readonly string[]): Record<string, unknown> {
  const flags = args.filter((name) => ['all', 'open'].includes(name)).map((name) => [name, false] as const);
  const ids = args.filter((name) => NEEDED_IDS.includes(name)).map((name) => [name, NOBODY] as const);
  return { first: 10, ...Object.fromEntries(flags), ...Object.fromEntries(ids) };
}

async function expectNothingTold(field: string, role: Role, probe: Probe, who: Named = member): Promise<void> {
  for (let look = 1; ; look += 1) {
    const there = await ask(field, role, probe, who);
    const nowhere = await ask(field, role, probe, nobody);
    if (look < LOOKS && JSON.stringify(there) !== JSON.stringify(nowhere)) continue;
    expect(there).toEqual(nowhere);
    return;
  }
}

describe.each(ROLES)('to the %s', (role) => {
  it.each(probes)('%s tells nothing of a stranger by its %s', async (field, _what, probe) => {
    await expectNothingTold(field, role, probe);
  });

  it.each(lists)('%s goes on from no cursor of a stranger, whatever list it is of', async (field, args) => {
    await expectNothingTold(field, role, ({ cursor }) => ({ ...argumentsFor(args), after: cursor }));
  });

  it.each(['GET', 'PUT'])('%s /blobs tells nothing of a stranger by its ciphertext or opening', async (method) => {
    const token = tokens.get(role) ?? null;
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const body = method === 'PUT' ? { body: randomBytes(16) } : {};
    const answered = async (named: Named, ciphertext: string, query: string) => {
      const url = `${api.url}/blobs/${ciphertext}${query}`;
      const answer = await fetch(url, { method, headers: { ...authorization, 'x-blob-length': '16' }, ...body });
      const headers = [...answer.headers].filter(([name]) => !CHANGING_HEADERS.includes(name));
      return { status: answer.status, headers, body: plain(await answer.text(), named) };
    };
    for (const query of [false, true]) {
      const asked = (named: Named, ciphertext: string) =>
        answered(named, ciphertext, query ? `?opening=${named.event}` : '');
      expect(await asked(member, member.ciphertext)).toEqual(await asked(nobody, nobody.ciphertext));
      expect(await asked(member, nobody.ciphertext)).toEqual(await asked(nobody, nobody.ciphertext));
    }
  });

  it('no list shows anything of a stranger', async () => {
    const token = tokens.get(role) ?? null;
    if (token === null) return;
    const client = documents.makeApiClient({ server: api.url, token });
    const page = { first: 100, after: null };
    const { directoryBodies } = await client.request(documents.DirectoryBodiesDocument, {
      ...page,
      organisations: null,
    });
    const chains = directoryBodies.edges.map(({ node }) => node);
    expect(chains.map(({ handle }) => handle)).not.toContain(member.org.handle);
    const shown = [
      JSON.stringify(await client.request(documents.AuditEntriesDocument, { ...page, report: null, since: null })),
      JSON.stringify(await client.request(documents.NoticesDocument, page)),
      ...chains.flatMap(({ records }) => records.map((text) => Buffer.from(text, 'base64').toString('latin1'))),
    ].join();
    for (const secret of [
      member.org.handle,
      `Synthetic ${member.org.handle}`,
      member.analyst.member,
      member.unit.unit,
    ]) {
      expect(shown).not.toContain(secret);
    }
  });
});

// the client of whoever sends refuses a suspended recipient by itself, where it may read of the suspension at all
const sent = probes.filter(([field]) => field !== 'Mutation.submitReport');

describe.each(['admin', 'outsider'] as const)('to the %s, of a stranger who is suspended', (role) => {
  beforeAll(async () => {
    if (!suspended) await suspendStranger(api, member);
    suspended = true;
  });

  it.each(sent)('%s tells nothing by its %s', async (field, _what, probe) => {
    await expectNothingTold(field, role, probe);
  });
});

describe('of what is a colleague’s own', () => {
  const OWN = [
    ['Mutation.markNoticesSeen', 'ids'],
    ['Mutation.removePasskey', 'id'],
    ['Query.revealedIdentity', 'question'],
  ] as const;
  let colleague: Named;
  beforeAll(async () => {
    colleague = { ...nobody, ...(await addOwnThings(api, api.world.admin, api.world.liaison)) };
  });

  it.each(OWN)('%s tells nothing by its %s', async (field, what) => {
    const all = HIDDEN[field]?.probes;
    const probe = typeof all === 'object' ? all[what] : undefined;
    if (probe === undefined) throw new Error(`${field} has no probe ${what}`);
    await expectNothingTold(field, 'analyst', probe, colleague);
  });
});

describe('what everybody reads', () => {
  it.each(['/about.json', '/log/checkpoint', '/log/tile/0/000.p/1', '/readyz', '/livez'])(
    '%s holds nothing of an organisation',
    async (path) => {
      const text = Buffer.from(await (await fetch(`${api.url}${path}`)).arrayBuffer()).toString('latin1');
      const own = [member.org.handle, member.unit.unit, member.analyst.member, api.world.harbour.org.handle];
      const asBytes = [member.unit.unit, member.analyst.member].map((id) =>
        Buffer.from(id.replaceAll('-', ''), 'hex').toString('latin1'),
      );
      expect([...own, ...asBytes].filter((secret) => text.includes(secret))).toEqual([]);
    },
  );
});

describe('the log, which everybody reads', () => {
  it('holds leaves of random ids and hashes: no handle, no name, no kind of organisation', async () => {
    await api.sequence();
    const { rows } = await api.admin.query<{ entry: Buffer }>(
      "SELECT entry FROM sealbridge.log_leaf WHERE kind = 'dir'",
    );
    expect(rows.length).toBeGreaterThan(api.world.directory.records.length / 2);
    const words = api.world.directory.records.flatMap(({ record }) => {
      const event = record.body?.event;
      if (event?.type === 'ORG_ADMIT') return [event.handle, event.name, event.kind];
      return event?.type === 'UNIT_ADD' ? [event.handle] : [];
    });
    const ids = [member.unit.unit, member.analyst.member, member.analyst.device].map((id) =>
      Buffer.from(id.replaceAll('-', ''), 'hex'),
    );
    for (const { entry } of rows) {
      expect(words.filter((word) => entry.includes(word))).toEqual([]);
      expect(ids.filter((id) => entry.includes(id))).toEqual([]);
    }
  });
});

import {
  AgreementVersionsDocument,
  ApplicationDocument,
  DirectoryDocument,
  InvitationDocument,
  OpeningOfferDocument,
  ReportDocument,
} from '@sealbridge/api-client';
import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';

import { addReport, newId } from '../../support/rows.js';
import { LoadClient, writeRequest, type WrittenRequest } from '../instance/load-client.js';
import { startBare } from '../instance/running.js';
import type { Result } from '../result.js';
import { type Contender, inParallel, measureRoundRobin, type Plan } from '../round-robin.js';
import { TENTH_OF_THE_WORLD } from '../world/size.js';
import { writeWorld } from '../world/write-world.js';

/** Values that are asked about in turn: half of the hidden ones are the reference, the other half say what noise is. */
const VALUES = 200;
const REPORTS = 60;
const CONNECTIONS = 1;

/** What to measure, and where to say what is going on. */
export interface HiddenPlan extends Plan {
  readonly say: (text: string) => void;
}

/** A query about one thing, and where the things lie that exist and are not for who asks. */
interface Question {
  readonly name: string;
  readonly document: { toString(): string };
  readonly variable: string;
  /** Gives `value`; $1 is the organisation that asks. */
  readonly hidden: string;
  readonly missing: () => string;
}

const STRANGERS = `o.kind <> 'stewards' AND o.id <> $1 AND NOT EXISTS (SELECT 1 FROM sealbridge.agreement a
  WHERE $1 IN (a.org_a, a.org_b) AND o.id IN (a.org_a, a.org_b)) AND NOT EXISTS (SELECT 1 FROM sealbridge.agreement_proposal p
  WHERE $1 IN (p.org_a, p.org_b) AND o.id IN (p.org_a, p.org_b))`;
const of = (table: string, value: string, owner = 'org_id'): string =>
  `SELECT t.${value}::text AS value FROM sealbridge.${table} t JOIN sealbridge.organisation o ON o.id = t.${owner}
   WHERE ${STRANGERS} ORDER BY md5(t.${value}::text) LIMIT ${VALUES}`;

const handle = (): string => `w${newId().slice(0, 8)}`;
const QUESTIONS: readonly Question[] = [
  {
    name: 'directory',
    document: DirectoryDocument,
    variable: 'handle',
    hidden: of('organisation', 'handle', 'id'),
    missing: handle,
  },
  {
    name: 'report',
    document: ReportDocument,
    variable: 'id',
    hidden: of('report', 'id', 'origin_org'),
    missing: newId,
  },
  {
    name: 'openingOffer',
    document: OpeningOfferDocument,
    variable: 'reportId',
    hidden: of('report', 'id', 'origin_org'),
    missing: newId,
  },
  {
    name: 'agreementVersions',
    document: AgreementVersionsDocument,
    variable: 'agreement',
    hidden: of('agreement', 'id', 'org_a'),
    missing: newId,
  },
  { name: 'invitation', document: InvitationDocument, variable: 'id', hidden: of('invitation', 'id'), missing: newId },
  {
    name: 'application',
    document: ApplicationDocument,
    variable: 'id',
    hidden: of('application', 'id'),
    missing: newId,
  },
];

/**
 * W14: what an administrator is answered about things of organisations theirs has nothing to do with, beside things that exist
 * nowhere. Both halves of the hidden ones are the same work, so the second half beside the first is the noise that the ratio of the
 * missing ones is to be read against.
 */
export async function hiddenAndMissing({ say, ...plan }: HiddenPlan): Promise<Result[]> {
  await ready();
  say('W14: an instance with a world');
  const instance = await startBare();
  const admin = new Client({ connectionString: instance.adminUrl });
  await admin.connect();
  const client = new LoadClient(instance.url, CONNECTIONS);
  try {
    const { sessions } = await writeWorld(admin, TENTH_OF_THE_WORLD);
    const asker = await organisationOf(admin, 'busyAdmin', sessions.busyAdmin);
    await addReports(admin);
    const results: Result[] = [];
    for (const question of QUESTIONS) {
      const { rows } = await admin.query<{ value: string }>(question.hidden, [asker]);
      const hidden = rows.map(({ value }) => value);
      if (hidden.length < 2) {
        say(`W14: nothing hidden to ask ${question.name} about`);
        continue;
      }
      say(`W14: ${question.name}`);
      results.push(await measure(question, hidden, { client, token: sessions.busyAdmin }, plan));
    }
    return results;
  } finally {
    client.close();
    await admin.end();
    await instance.stop();
  }
}

interface Asking {
  readonly client: LoadClient;
  readonly token: string;
}

async function measure(question: Question, hidden: readonly string[], by: Asking, plan: Plan): Promise<Result> {
  const missing = Array.from({ length: hidden.length }, question.missing);
  const [one, other] = [0, 1].map((half) => hidden.filter((_, index) => index % 2 === half));
  await compare(question, hidden, missing, by);
  const rows = await measureRoundRobin(
    [
      asked('hidden', question, one ?? [], by),
      asked('hidden, other ones: the noise', question, other ?? [], by),
      asked('missing', question, missing, by),
    ],
    plan,
  );
  return { workload: 'W14', what: question.name, rows };
}

/** Before anything is timed: the two are answered alike. */
async function compare(question: Question, hidden: readonly string[], missing: readonly string[], by: Asking) {
  const plain = async (value: string): Promise<string> => {
    const data = await by.client.send(by.token, requestFor(question, value));
    return JSON.stringify(data).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');
  };
  const [there, nowhere] = [await plain(hidden[0] ?? ''), await plain(missing[0] ?? '')];
  if (there !== nowhere) throw new Error(`w14: ${question.name} tells hidden from missing: ${there} ${nowhere}`);
}

function asked(name: string, question: Question, values: readonly string[], { client, token }: Asking): Contender {
  const requests = values.map((value) => requestFor(question, value));
  const run = inParallel(CONNECTIONS, async (_, turn) => {
    const request = requests[turn % requests.length];
    if (request !== undefined) await client.send(token, request);
  });
  return { name, run };
}

function requestFor({ document, variable }: Question, value: string): WrittenRequest<object> {
  return writeRequest<object, object>(String(document), { first: 1, after: null, [variable]: value });
}

async function organisationOf(admin: Client, name: string, token: string): Promise<string> {
  const { rows } = await admin.query<{ org: string }>(
    `SELECT org_id AS org FROM sealbridge.session WHERE token_hash = sha256(decode($1, 'hex'))`,
    [Buffer.from(token, 'base64url').toString('hex')],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`w14: ${name} has no session`);
  return row.org;
}

/** Reports of many organisations, each for a unit of another. */
async function addReports(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ org: string; unit: string }>(
    `SELECT org_id AS org, id AS unit FROM sealbridge.unit ORDER BY md5(id::text) LIMIT ${REPORTS + 1}`,
  );
  for (const [index, from] of rows.slice(0, REPORTS).entries()) {
    const to = rows[index + 1];
    if (to !== undefined)
      await addReport(admin, from as Parameters<typeof addReport>[1], [to.unit as ReturnType<typeof newId>]);
  }
}

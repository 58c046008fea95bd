// Members never learn who else is a member: whatever they ask about an organisation without an agreement with theirs, they are
// answered as if it did not exist, by the same words, the same codes, and the same statements to the database.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as documents from '@sealbridge/api-client';
import { buildSchema, getNamedType, type GraphQLArgument, type GraphQLInputField, isInputObjectType } from 'graphql';

import { PeriodicJobs } from '../../apps/api/src/platform/jobs/periodic-jobs.js';
import { RateLimiter } from '../../apps/api/src/platform/limits/rate-limiter.js';
import { startApi, type TestApi } from '../support/api.js';
import { type AskedBy, type Asking, beginAsking, guest, plain } from '../support/hidden/asking.js';
import { HIDDEN_MUTATIONS } from '../support/hidden/mutations.js';
import { ASKERS, type AskerName, peopleOf } from '../support/hidden/people.js';
import { HIDDEN_QUERIES } from '../support/hidden/queries.js';
import type { Probe } from '../support/hidden/requests.js';
import { HIDDEN_SUBSCRIPTIONS } from '../support/hidden/subscriptions.js';
import { addOwnThings, allOf, idsOf, makeStrangers, type Named, suspendStranger } from '../support/hidden/world.js';
import { addReport, newId } from '../support/rows.js';

const HIDDEN = { ...HIDDEN_QUERIES, ...HIDDEN_MUTATIONS, ...HIDDEN_SUBSCRIPTIONS };
const SCHEMA = join(__dirname, '..', '..', 'libs', 'api-client', 'schema.graphql');

/** Headers that differ from answer to answer, whatever it is about. */
const CHANGING_HEADERS: readonly string[] = ['date', 'x-request-id', 'keep-alive', 'connection'];
/** Arguments of lists that may not be left out. */
const NEEDED_IDS: readonly string[] = ['agreement', 'proposal', 'reportId', 'unit'];
/** Who knows every organisation. */
const SEES_ALL: readonly AskerName[] = ['steward'];
/** Each id is tried in each place by every third of those who ask. */
const SHARES = 3;
/** Arguments that take the id of something. */
const OF_AN_ID: readonly string[] = [
  ...[
    'agreement',
    'application',
    'device',
    'eventId',
    'id',
    'ids',
    'invitation',
    'member',
    'organisations',
    'proposal',
  ],
  ...['question', 'recovery', 'report', 'reportId'],
];
/** Stewards admit organisations, watch over the agreements and recoveries of all, and decide upon the policy: the rest is hidden from them. */
const FOR_STEWARDS: readonly string[] = [
  ...['Query.agreementPage', 'Query.agreementPreview', 'Query.agreementProposals', 'Query.agreementVersions'],
  ...['Query.application', 'Query.directory', 'Query.directoryBodies', 'Query.recipientStanding', 'Query.recovery'],
  ...['Mutation.admitApplication', 'Mutation.askIdentity', 'Mutation.declareInterest', 'Mutation.submitVerdict'],
  ...['Mutation.proposeAgreement', 'Mutation.setAgreementStanding', 'Mutation.signAgreement'],
  ...['Mutation.signAgreementProposal', 'Mutation.withdrawAgreementProposal'],
  ...['Mutation.publishDirectoryEvents', 'Mutation.signPolicy', 'Mutation.withdrawPolicyProposal'],
];
const maySee = (role: AskerName, field: string): boolean => SEES_ALL.includes(role) && FOR_STEWARDS.includes(field);
const NOBODY = '00000000-0000-4000-8000-000000000000';

jest.setTimeout(300_000);

let api: TestApi;
let asking: Asking;
let member: Named;
let nobody: Named;
const askers = new Map<AskerName, AskedBy>();
let suspended = false;

beforeAll(async () => {
  jest.spyOn(RateLimiter.prototype, 'take').mockResolvedValue(0);
  // what comes again and again is no part of any answer
  jest.spyOn(PeriodicJobs.prototype, 'every').mockReturnValue();
  api = await startApi();
  ({ member, nobody } = await makeStrangers(api));
  for (const [name, keys] of await peopleOf(api)) askers.set(name, { keys, token: await api.tokenOf(keys) });
  askers.set('guest', guest());
  asking = await beginAsking(api, nobody);
}, 180_000);
afterAll(async () => {
  asking.stop();
  jest.restoreAllMocks();
  await api.stop();
});

const askerOf = (name: AskerName): AskedBy => askers.get(name) ?? guest();

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

/** Arguments that take an id as it is, and not within something that is signed. */
const takers = probes.filter(
  ([field, what]) =>
    // the id of a passkey is of another form
    field !== 'Mutation.removePasskey' &&
    HIDDEN[field]?.args.some((arg) => OF_AN_ID.includes(what) && [what, `input.${what}`].includes(arg)),
);

async function expectNothingTold(field: string, role: AskerName, probe: Probe, who: Named = member): Promise<void> {
  const { there, nowhere } = await asking.compare({ field, by: askerOf(role), probe }, who);
  expect(there).toEqual(nowhere);
}

describe.each(ASKERS)('to the %s', (role) => {
  const hidden = probes.filter(([field]) => !maySee(role, field));

  it.each(hidden)('%s tells nothing of a stranger by its %s', async (field, _what, probe) => {
    await expectNothingTold(field, role, probe);
  });

  it.each(lists)('%s goes on from no cursor of a stranger, whatever list it is of', async (field, args) => {
    await expectNothingTold(field, role, ({ cursor }) => ({ ...argumentsFor(args), after: cursor }));
  });

  it.each(['GET', 'PUT'])('%s /blobs tells nothing of a stranger by its ciphertext or opening', async (method) => {
    const { token } = askerOf(role);
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

  it('no id of a stranger stands for one of another kind', async () => {
    const by = askerOf(role);
    const told: string[] = [];
    // what was made up for nobody may have become an id of one's own on the way here
    const nowhereYet = allOf(newId(), nobody);
    for (const [place, [field, what, probe]] of takers.entries()) {
      if (maySee(role, field)) continue;
      const fresh: Probe = (named, asker) => probe(named === nobody ? nowhereYet : named, asker);
      const mine = Object.entries(idsOf(member)).filter(
        // its own kind was tried before, and may be the asker's by now
        ([kind], turn) =>
          !field.toLowerCase().includes(kind) && (place + turn) % SHARES === ASKERS.indexOf(role) % SHARES,
      );
      for (const [kind, id] of mine) {
        const { there, nowhere } = await asking.compare({ field, by, probe: fresh }, allOf(id, nobody));
        if (JSON.stringify(there) !== JSON.stringify(nowhere)) told.push(`${field} ${what}: ${kind}`);
      }
    }
    expect(told).toEqual([]);
  });

  it('no list shows anything of a stranger', async () => {
    const { token } = askerOf(role);
    if (token === null || SEES_ALL.includes(role)) return;
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

describe('of a report that came from an organisation without an agreement', () => {
  let addressed: Named;
  beforeAll(async () => {
    const from = { org: member.org.org, unit: member.unit.unit };
    const { id: report } = await addReport(api.admin, from, [api.world.northgate.unit]);
    addressed = { ...nobody, report };
  });

  it.each(probes.filter(([, what]) => ['id', 'reportId', 'report'].includes(what)))(
    '%s tells nothing to whom it is addressed, by its %s',
    async (field, _what, probe) => {
      await expectNothingTold(field, 'liaison', probe, addressed);
    },
  );
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

// Every query, mutation and subscription, asked by somebody who does not stand: each answers the reason, or stands in the table as one of the few
// that ask for no standing. A field of the schema that is not in the table fails here.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeExportRequest } from '@sealbridge/envelope';
import { randomBytes, signTyped, toBase64 } from '@sealbridge/sodium';
import { INACTIVE_DAYS } from '@sealbridge/vocabulary';
import { buildSchema } from 'graphql';

import * as documents from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import {
  offerFor,
  openInput,
  sealFor,
  sendReport,
  submissionOf,
  upload,
} from '../../../../test/support/api-reports.js';
import { FIXTURE_ORIGIN } from '../../../../test/support/directory-fixture.js';
import { HIDDEN_MUTATIONS } from '../../../../test/support/hidden/mutations.js';
import { HIDDEN_QUERIES } from '../../../../test/support/hidden/queries.js';
import { type Asker, input, PAGE, randomAssertion, type Variables } from '../../../../test/support/hidden/requests.js';
import { makeStrangers, type Named } from '../../../../test/support/hidden/world.js';
import { reasonOfWatching } from '../../../../test/support/live.js';
import { SessionRepository } from '../people/session.repository.js';
import { RateLimiter } from '../platform/limits/rate-limiter.js';

/**
 * `standing`: refused by the reason to whoever does not stand. `vetted`: and to the provisional. The others ask for no standing of
 * the session: `signed` has its authority in signatures or a proved secret, `own` is the caller's own and shows nothing of anybody
 * else, `public` is for everybody.
 */
type Asks = 'standing' | 'vetted' | 'signed' | 'own' | 'public';

const TABLE: Readonly<Record<string, Asks>> = {
  'Query.agreementPage': 'standing',
  'Query.agreementPreview': 'standing',
  'Query.agreementProposals': 'standing',
  'Query.agreementVersions': 'standing',
  'Query.agreements': 'standing',
  'Query.application': 'standing',
  'Query.applicationStatus': 'signed',
  'Query.applications': 'standing',
  'Query.auditEntries': 'standing',
  'Query.auditLines': 'standing',
  'Query.decision': 'standing',
  'Query.deviceLink': 'signed',
  'Query.deviceLinkStages': 'public',
  'Query.directory': 'standing',
  'Query.directoryBodies': 'standing',
  'Query.exposure': 'standing',
  'Query.guardianShares': 'standing',
  'Query.identityQuestionsAsked': 'standing',
  'Query.identityQuestionsReceived': 'standing',
  'Query.inbox': 'vetted',
  'Query.instance': 'public',
  'Query.interests': 'standing',
  'Query.invitation': 'standing',
  'Query.invitations': 'standing',
  'Query.ledger': 'standing',
  'Query.logEntry': 'standing',
  'Query.me': 'own',
  'Query.members': 'standing',
  'Query.myLockboxes': 'standing',
  'Query.myPasskeys': 'own',
  'Query.mySessions': 'own',
  'Query.myVault': 'own',
  'Query.noticeSettings': 'own',
  'Query.notices': 'own',
  'Query.openingOffer': 'vetted',
  'Query.policy': 'standing',
  'Query.policyProposals': 'standing',
  'Query.policyRecords': 'standing',
  'Query.readerNames': 'vetted',
  'Query.recipientStanding': 'standing',
  'Query.recoveries': 'standing',
  'Query.recovery': 'standing',
  'Query.report': 'vetted',
  'Query.revealedIdentity': 'standing',
  'Query.stewardsChain': 'public',
  'Mutation.admitApplication': 'standing',
  'Mutation.answerIdentity': 'standing',
  'Mutation.answerLink': 'standing',
  'Mutation.applyForVetting': 'signed',
  'Mutation.askForLink': 'signed',
  'Mutation.askIdentity': 'standing',
  'Mutation.attestVetting': 'signed',
  'Mutation.confirmNoticeAddress': 'own',
  'Mutation.declareInterest': 'standing',
  'Mutation.enableMember': 'standing',
  'Mutation.endAllSessions': 'own',
  'Mutation.endSession': 'own',
  'Mutation.endVetting': 'signed',
  'Mutation.exportAudit': 'standing',
  'Mutation.joinOrganisation': 'signed',
  'Mutation.makeInvitation': 'standing',
  'Mutation.markNoticesSeen': 'own',
  'Mutation.openReport': 'vetted',
  'Mutation.proposeAgreement': 'standing',
  'Mutation.proposePolicy': 'standing',
  'Mutation.proveLink': 'signed',
  'Mutation.publishDirectoryEvents': 'signed',
  'Mutation.putVault': 'own',
  'Mutation.readAgencyProof': 'public',
  'Mutation.readInvitation': 'signed',
  'Mutation.registerPasskey': 'signed',
  'Mutation.releaseRecovery': 'standing',
  'Mutation.removePasskey': 'own',
  'Mutation.requestChallenge': 'public',
  'Mutation.requestPasskeyChallenge': 'public',
  'Mutation.requestPasskeyRegistration': 'public',
  'Mutation.requestStepUp': 'own',
  'Mutation.revokeInvitation': 'standing',
  'Mutation.setAgreementStanding': 'signed',
  'Mutation.setNoticeAddress': 'own',
  'Mutation.setNoticeSettings': 'own',
  'Mutation.signAgreement': 'signed',
  'Mutation.signAgreementProposal': 'signed',
  'Mutation.signPolicy': 'signed',
  'Mutation.startBrowserSession': 'public',
  'Mutation.startSession': 'public',
  'Mutation.stepUp': 'own',
  'Mutation.submitEvidence': 'signed',
  'Mutation.submitReport': 'vetted',
  'Mutation.submitVerdict': 'standing',
  'Mutation.startPasskeySession': 'public',
  'Mutation.vaultByWords': 'signed',
  'Mutation.withdrawAgreementProposal': 'standing',
  'Mutation.withdrawPolicyProposal': 'standing',
  'Subscription.inboxChanged': 'vetted',
};

jest.setTimeout(120_000);

type Role = 'analyst' | 'admin' | 'liaison' | 'steward';

let api: TestApi;
let nobody: Named;
let sealed: Awaited<ReturnType<typeof sealFor>>;
let reportId: string;
const keysOf = new Map<Role, Asker['keys']>();
const tokens = new Map<Role, string>();

beforeAll(async () => {
  jest.spyOn(RateLimiter.prototype, 'take').mockReturnValue(0);
  // sessions of the suspended are tidied away once a minute
  jest.spyOn(SessionRepository.prototype, 'purge').mockResolvedValue();
  api = await startApi();
  ({ nobody } = await makeStrangers(api));
  const { analyst, admin, liaison, directory } = api.world;
  const [steward] = directory.stewardDevices;
  if (steward === undefined) throw new Error('no steward');
  for (const [role, keys] of Object.entries({ analyst, admin, liaison, steward })) {
    keysOf.set(role as Role, keys);
    tokens.set(role as Role, await api.tokenOf(keys));
  }
  const client = clientOf('analyst');
  ({ reportId } = await sendReport(api, client));
  sealed = await sealFor(api);
  await upload(client, sealed);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await api.stop();
});

const clientOf = (role: Role) => documents.makeApiClient({ server: api.url, token: tokens.get(role) ?? null });

const keysFor = (role: Role): Asker['keys'] => {
  const keys = keysOf.get(role);
  if (keys === undefined) throw new Error('no keys');
  return keys;
};

/** Requests of fields that name nobody, and of those that have to be about something that is there. */
async function own(field: string, role: Role): Promise<Variables | null> {
  const keys = keysFor(role);
  const made: Readonly<Record<string, () => Variables | Promise<Variables>>> = {
    'Query.applications': () => ({ ...PAGE, state: null }),
    'Query.auditLines': () => ({ from: 0, count: 1 }),
    'Query.openingOffer': () => ({ reportId }),
    'Query.policyProposals': () => ({ ...PAGE, open: true }),
    'Query.report': () => ({ id: reportId }),
    'Mutation.confirmNoticeAddress': () => input({ code: '00000000' }),
    'Mutation.endSession': () => input({}),
    'Mutation.readAgencyProof': () => input({ token: toBase64(randomBytes(32)) }),
    'Mutation.removePasskey': () => input({ id: toBase64(randomBytes(16)) }),
    'Mutation.requestPasskeyChallenge': () => input({}),
    'Mutation.startPasskeySession': () => input({ assertion: randomAssertion() }),
    'Mutation.requestStepUp': () => input({ operation: toBase64(randomBytes(32)) }),
    'Mutation.vaultByWords': () => input({ lookup: toBase64(randomBytes(32)) }),
    'Mutation.exportAudit': () => exportRequest(keys),
    'Mutation.openReport': async () => ({ input: openInput(api, keys, await offer()) }),
    'Mutation.setNoticeAddress': () => input({ address: 'somebody@example.org' }),
    'Mutation.setNoticeSettings': () => input({ muted: [] }),
    'Mutation.submitReport': () => ({ input: submissionOf(api, sealed) }),
  };
  return (await made[field]?.()) ?? null;
}

let lastOffer: Awaited<ReturnType<typeof offerFor>> | undefined;
/** Asked for while the liaison stands. */
const offer = async () => (lastOffer ??= await offerFor(clientOf('liaison'), reportId));

function exportRequest(keys: Asker['keys']): Variables {
  const { size } = api.checkpoint;
  const about = { origin: FIXTURE_ORIGIN, nodeKeyId: api.nodeKeyId, nonce: randomBytes(16), reportId: null };
  const request = writeExportRequest({ ...about, time: Math.floor(Date.now() / 1000), size, signer: keys.device });
  const signature = signTyped('sr1.export', request, keys.sign.privateKey);
  return input({ request: toBase64(request), signature: toBase64(signature) });
}

async function variablesOf(field: string, role: Role): Promise<Variables> {
  const { probes } = { ...HIDDEN_QUERIES, ...HIDDEN_MUTATIONS }[field] ?? {};
  const [probe] = typeof probes === 'object' ? Object.values(probes) : [];
  const variables = await own(field, role);
  return variables ?? (await probe?.(nobody, { api, keys: keysFor(role) })) ?? PAGE;
}

function documentOf(field: string): string {
  const [, name = ''] = field.split('.');
  const found = Object.values(documents as Readonly<Record<string, unknown>>)
    .map(String)
    .find((text) => new RegExp(`^\\s*(?:query|mutation|subscription) \\w+[^{]*\\{\\s*${name}\\b`).test(text));
  if (found === undefined) throw new Error(`the clients have no operation for ${field}`);
  return found;
}

/** Why a request is refused, or null when it is answered in any other way. */
async function reasonOf(field: string, role: Role, token: string | null): Promise<string | null> {
  if (field.startsWith('Subscription.')) return reasonOfWatching(api.url, documentOf(field), token);
  const headers = {
    'content-type': 'application/json',
    'x-sealbridge-request': '1',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const body = JSON.stringify({ query: documentOf(field), variables: await variablesOf(field, role) });
  const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
  const { data, errors } = (await response.json()) as Answer;
  const [error] = errors ?? [];
  if (error !== undefined) return error.extensions.reason ?? error.extensions.code;
  return Object.values(data ?? {})[0]?.reason ?? null;
}

interface Answer {
  readonly data?: Readonly<Record<string, { readonly reason?: string } | null>> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly reason?: string } }[];
}

const fieldsThat = (...asks: readonly Asks[]): string[] =>
  Object.keys(TABLE).filter((field) => asks.includes(TABLE[field] ?? 'public'));

const answers = async (fields: readonly string[], role: Role, token: string | null = tokens.get(role) ?? null) => {
  const all: Record<string, string | null> = {};
  for (const field of fields) all[field] = await reasonOf(field, role, token);
  return all;
};

const allOf = (fields: readonly string[], reason: string): Record<string, string> =>
  Object.fromEntries(fields.map((field) => [field, reason]));

it('has every field of the schema', () => {
  const schema = buildSchema(readFileSync(join(__dirname, '../../../../libs/api-client/schema.graphql'), 'utf8'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name ?? ''}.${name}`),
  );
  expect(Object.keys(TABLE).sort()).toEqual(fields.sort());
});

it('answers nobody without a session, but what signatures authorise and what is public', async () => {
  const asked = fieldsThat('standing', 'vetted');
  expect(await answers(asked, 'admin', null)).toEqual(allOf(asked, 'UNAUTHENTICATED'));
});

const STANDINGS: readonly (readonly [string, 'member' | 'organisation' | 'device', string, string])[] = [
  ['a member who is suspended', 'member', `suspended_until = 'infinity'`, 'suspended'],
  ['a member who was not attested again', 'member', 'attested_until = now()', 'suspended'],
  ['a member who has left', 'member', `state = 'removed'`, 'suspended'],
  ['a member unseen for too long', 'member', `active_at = now() - interval '${INACTIVE_DAYS} days'`, 'inactive'],
  ['a member of a suspended organisation', 'organisation', `suspended_until = 'infinity'`, 'suspended'],
  ['a member of an organisation that was not attested again', 'organisation', 'attested_until = now()', 'suspended'],
  ['a member of an organisation that has ended', 'organisation', `state = 'ended'`, 'suspended'],
  ['a revoked device', 'device', `state = 'revoked'`, 'suspended'],
];

async function whileIt(
  role: Role,
  table: 'member' | 'organisation' | 'device' | 'unit',
  assignment: string,
  work: () => Promise<void>,
): Promise<void> {
  await offer();
  const { device, member, org } = keysFor(role);
  const id = { device, member, organisation: org, unit: api.world.northgate.unit }[table];
  await api.admin.query(`create table kept as select * from sealbridge.${table} where id = $1`, [id]);
  await api.admin.query('set session_replication_role = replica');
  try {
    await api.admin.query(`update sealbridge.${table} set ${assignment} where id = $1`, [id]);
    await work();
  } finally {
    const times = table === 'device' ? '' : ', suspended_until = k.suspended_until, attested_until = k.attested_until';
    const seen = table === 'member' ? ', active_at = now()' : '';
    await api.admin.query(
      `update sealbridge.${table} t set state = k.state${times}${seen} from kept k where k.id = t.id`,
    );
    await api.admin.query('reset session_replication_role');
    await api.admin.query('drop table kept');
  }
}

describe.each(STANDINGS)('%s', (_who, table, assignment, reason) => {
  it.each<Role>(['analyst', 'admin', 'liaison', 'steward'])(
    'is refused by that reason whatever it asks, as %s',
    async (role) => {
      await whileIt(role, table, assignment, async () => {
        // an offer is good for the device it was made for
        const asked = fieldsThat('standing', 'vetted').filter(
          (field) => field !== 'Mutation.openReport' || role === 'liaison',
        );
        expect(await answers(asked, role)).toEqual(allOf(asked, reason));
      });
    },
  );

  it('is not refused by it where no standing is asked for', async () => {
    await whileIt('admin', table, assignment, async () => {
      const asked = fieldsThat('signed', 'own', 'public').filter(
        (field) => field !== 'Mutation.endSession' && field !== 'Mutation.endAllSessions',
      );
      const refused = Object.entries(await answers(asked, 'admin')).filter(([, told]) => told === reason);
      expect(refused).toEqual([]);
    });
  });

  it('gets no ciphertext and leaves none', async () => {
    await whileIt('analyst', table, assignment, async () => {
      const client = clientOf('analyst');
      const detail = `E_${reason.toUpperCase()}`;
      const open = async function* () {
        yield await Promise.resolve(new Uint8Array(3));
      };
      const blob = { sha256: '00'.repeat(32), length: 3, open };
      await expect(client.putBlob(blob)).rejects.toMatchObject({ code: 'FORBIDDEN', detail });
      for (const event of [null, randomUUID()]) {
        await expect(client.getBlob('00'.repeat(32), event)).rejects.toMatchObject({ code: 'FORBIDDEN', detail });
      }
    });
  });
});

describe.each<['member' | 'organisation' | 'unit', Role]>([
  ['member', 'liaison'],
  ['organisation', 'liaison'],
  ['unit', 'liaison'],
])('a provisional %s', (table, role) => {
  const reading = [
    ...['Query.inbox', 'Query.openingOffer', 'Query.report', 'Mutation.openReport', 'Subscription.inboxChanged'],
  ];

  it('reads no report, and is told that it is not vetted', async () => {
    await whileIt(role, table, `state = 'provisional'`, async () => {
      expect(await answers(reading, role)).toEqual(allOf(reading, 'not_vetted'));
    });
  });

  it('is told so nowhere else', async () => {
    await whileIt(role, table, `state = 'provisional'`, async () => {
      const told = Object.entries(await answers(fieldsThat('standing'), role));
      expect(told.filter(([, reason]) => reason === 'not_vetted' || reason === 'suspended')).toEqual([]);
    });
  });
});

it.each<'member' | 'organisation'>(['member', 'organisation'])('a provisional %s sends no report', async (table) => {
  await whileIt('analyst', table, `state = 'provisional'`, async () => {
    expect(await reasonOf('Mutation.submitReport', 'analyst', tokens.get('analyst') ?? null)).toBe('not_vetted');
  });
});

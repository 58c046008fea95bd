import {
  AuditEntriesDocument,
  DecisionDocument,
  DirectoryBodiesDocument,
  InboxDocument,
  LedgerDocument,
  MembersDocument,
  OpeningOfferDocument,
  RecipientStandingDocument,
  ReportDocument,
  type ApiClient,
} from '../../../../test/support/api-documents.js';
import { encode } from '@sealbridge/cbor';
import { compilePolicy, DOCUMENT } from '@sealbridge/policy';
import { fromBase64, randomBytes, sha256, utf8 } from '@sealbridge/sodium';
import {
  auditEntry,
  commitBytes,
  decodeAuditPayload,
  encodeAuditPayload,
  leafHash,
  type AuditPayload,
} from '@sealbridge/transparency';
import { type Id, PURPOSES } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../test/support/api-reports.js';
import {
  checkExplanation,
  type CheckedExplanation,
  type Explanation,
  type Inclusion,
  readExplanation,
  writeExplanation,
} from '../../../../test/support/client-of-decisions.js';

const onTheLog: Inclusion = () => ({ outcome: 'ok', words: '' });

let api: TestApi;
let auditor: ApiClient;
let liaison: ApiClient;
let outsider: ApiClient;
let references: string[];

const explain = async (eventId: string, as = auditor): Promise<Explanation> => {
  const { decision } = await as.request(DecisionDocument, { eventId });
  if (decision.__typename !== 'RecordedDecision') throw new Error(decision.reason);
  const { snapshot, snapshotSalt, policyText } = decision;
  const isKept = typeof snapshot === 'string' && typeof snapshotSalt === 'string';
  return {
    origin: 'spec',
    index: decision.index,
    eventId: decision.eventId as Id,
    leafHash: fromBase64(decision.leafHash),
    payload: fromBase64(decision.payload),
    salt: fromBase64(decision.salt),
    snapshot: isKept ? { bytes: fromBase64(snapshot), salt: fromBase64(snapshotSalt) } : null,
    policyText: policyText ?? null,
    proof: null,
  };
};

const outcomes = ({ steps }: CheckedExplanation): Record<string, string> =>
  Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]));
const failures = ({ steps }: CheckedExplanation): string[] =>
  steps.filter(({ outcome }) => outcome === 'failed').map(({ name, words }) => `${name}: ${words}`);

type Offered = Awaited<ReturnType<typeof offerFor>>;

/** Opens what was offered for this purpose; gives the reference when it is refused. */
const tryToOpen = async (offer: Offered, purpose: (typeof PURPOSES)[number]): Promise<string | null> => {
  const input = openInput(api, api.world.liaison, offer, { purpose });
  const answer = await open(liaison, input);
  return answer.__typename === 'Refused' ? answer.ref : null;
};

const withMember = async (change: string, member: string, act: () => Promise<string | null>): Promise<void> => {
  await api.admin.query('begin');
  const { rows } = await api.admin.query('select * from sealbridge.member where id = $1', [member]);
  await api.admin.query(`update sealbridge.member set ${change} where id = $1`, [member]);
  await api.admin.query('commit');
  const reference = await act();
  if (reference !== null) references.push(reference);
  const { clearance, training_until: training, jurisdictions } = rows[0] as Record<string, unknown>;
  await api.admin.query(
    'update sealbridge.member set clearance = $2, training_until = $3, jurisdictions = $4 where id = $1',
    [member, clearance, training, jurisdictions],
  );
};

beforeAll(async () => {
  api = await startApi();
  references = [];
  const { world, admin } = api;
  await admin.query(`update sealbridge.organisation set kind = 'oversight' where id = $1`, [world.eastport.org.org]);
  await admin.query(`update sealbridge.member set rights = rights || '{audit.read}' where id = $1`, [
    world.outsider.member,
  ]);
  const analyst = await api.signIn(world.analyst);
  liaison = await api.signIn(world.liaison);
  outsider = await api.signIn(world.liaison2);
  const guardian = await api.signIn(world.admin);
  auditor = await api.signIn(world.outsider);
  const { reportId } = await sendReport(api, analyst);
  const page = { first: 10, after: null };
  for (const client of [analyst, liaison, guardian, auditor]) {
    await client.request(InboxDocument, page);
    await client.request(ReportDocument, { id: reportId });
    await client.request(LedgerDocument, { reportId, ...page });
    await client.request(DirectoryBodiesDocument, page);
    await client.request(RecipientStandingDocument, { units: ['northgate', 'harbour', 'nobody'] });
    await client.request(MembersDocument, page).catch(() => null);
    for (const id of [reportId, world.analyst.device]) {
      const { openingOffer } = await client.request(OpeningOfferDocument, { reportId: id });
      if (openingOffer.__typename === 'Refused') references.push(openingOffer.ref);
    }
  }
  for (const purpose of PURPOSES) {
    const reference = await tryToOpen(await offerFor(liaison, reportId), purpose);
    if (reference !== null) references.push(reference);
  }
  const { member } = world.liaison;
  for (const change of ['clearance = 0', 'training_until = 1']) {
    // what is above the clearance is not offered
    const offer = await offerFor(liaison, reportId);
    await withMember(change, member, () => tryToOpen(offer, 'trafficking_investigation'));
  }
  const forged = openInput(api, world.liaison2, await offerFor(liaison, reportId));
  await open(liaison, forged);
  await api.sequence();
}, 120_000);
afterAll(() => api.stop());

const everyEvent = async (): Promise<string[]> => {
  const events: string[] = [];
  for (let after: string | null = null; ;) {
    const variables: { first: number; after: string | null; report: null; since: null } = {
      ...{ first: 100, after, report: null, since: null },
    };
    const { edges, pageInfo } = (await auditor.request(AuditEntriesDocument, variables)).auditEntries;
    events.push(...edges.map(({ node }) => node.eventId));
    if (!pageInfo.hasNextPage) return events;
    after = pageInfo.endCursor ?? null;
  }
};

describe('every decision of a journey', () => {
  it('comes out the same when it is made again from what its entry commits to', async () => {
    const events = await everyEvent();
    const seen = new Map<string, number>();
    for (const eventId of events) {
      const checked = checkExplanation(await explain(eventId), onTheLog);
      expect([eventId, checked.payload?.action, failures(checked)]).toEqual([eventId, checked.payload?.action, []]);
      const kind = `${checked.snapshot?.ended ?? 'none'} ${checked.payload?.decision.effect ?? ''}`;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    // a journey in which nothing was refused would show nothing
    expect(Object.fromEntries(seen)).toMatchObject({
      'policy ALLOW': expect.any(Number) as number,
      'policy DENY': expect.any(Number) as number,
      'missing DENY': expect.any(Number) as number,
      'input ERROR': expect.any(Number) as number,
    });
    expect(events.length).toBeGreaterThan(50);
  });

  it('is found by the reference that was shown to whoever was refused', async () => {
    expect(references.length).toBeGreaterThan(5);
    for (const reference of references) {
      const { payload } = checkExplanation(await explain(reference), onTheLog);
      expect(payload?.decision.effect).toBe('DENY');
    }
  });

  it('names the rules that lost and what they asked for', async () => {
    const low = references.at(-2) ?? '';
    const checked = checkExplanation(await explain(low), onTheLog);
    expect(outcomes(checked)).toMatchObject({ entry: 'ok', snapshot: 'ok', policy: 'ok', actor: 'ok', decision: 'ok' });
    const [asked] = checked.replay?.questions ?? [];
    expect(asked).toMatchObject({ action: 'report.open', allowed: false, reason: 'clearance' });
    expect(asked?.rules.map(({ rule, granted }) => [rule, granted])).toContainEqual(['report.open/recipient', false]);
    expect(asked?.rules.find(({ rule }) => rule === 'report.open/recipient')?.requirement).toMatchObject({
      reason: 'clearance',
    });
    expect(checked.snapshot?.subject).toMatchObject({ clearance: 0 });
    expect(checked.snapshot?.circumstances).toMatchObject({ purpose: 'trafficking_investigation' });
  });
});

describe('a decision', () => {
  it('is for auditors, and one that is not there is answered like one that is not theirs', async () => {
    const [reference = ''] = references;
    const answers: object[] = [];
    for (const eventId of [reference, api.world.analyst.device, 'no id']) {
      const { decision } = await outsider.request(DecisionDocument, { eventId });
      answers.push({ ...decision, ref: '' });
    }
    expect(answers[0]).toMatchObject({ __typename: 'Refused', reason: 'not_permitted', message: 'not permitted' });
    expect(answers).toEqual(answers.map(() => answers[0]));
  });

  it('travels in a file', async () => {
    const explanation = await explain(references[0] ?? '');
    expect(readExplanation(utf8(writeExplanation(explanation)))).toEqual(explanation);
  });
});

describe('what was changed is found', () => {
  let opened: Explanation;
  let refused: Explanation;

  beforeAll(async () => {
    refused = await explain(references.at(-2) ?? '');
    for (const eventId of await everyEvent()) {
      const one = await explain(eventId);
      const { action, decision } = decodeAuditPayload(one.payload);
      if (action === 'report.open' && decision.effect === 'ALLOW') opened = one;
    }
  });

  /** A server that lies from end to end: the payload is another, and salt, leaf and commitments fit it. */
  const restated = (of: Explanation, change: (payload: AuditPayload) => AuditPayload): Explanation => {
    const payload = encodeAuditPayload(change(decodeAuditPayload(of.payload)));
    return { ...of, payload, leafHash: leafHash(auditEntry(of.salt, payload)) };
  };
  const flipped = (bytes: Uint8Array): Uint8Array =>
    Uint8Array.from(bytes, (byte, at) => (at === 40 ? byte ^ 1 : byte));
  const otherPolicy = (): string =>
    compilePolicy(DOCUMENT, {
      ...Object.fromEntries(Object.entries(DOCUMENT.parameters).map(([name, { default: chosen }]) => [name, chosen])),
      'opening.hours': 'weekdays_06_22_utc',
    }).text;

  it.each<[string, string, (of: Explanation) => Explanation]>([
    ['the payload', 'entry', (of) => ({ ...of, payload: flipped(of.payload) })],
    ['the salt', 'entry', (of) => ({ ...of, salt: randomBytes(of.salt.length) })],
    ['the leaf hash', 'entry', (of) => ({ ...of, leafHash: randomBytes(32) })],
    ['the event', 'entry', (of) => ({ ...of, eventId: refusedId() })],
    ['the snapshot', 'snapshot', (of) => ({ ...of, snapshot: { ...kept(of), bytes: flipped(kept(of).bytes) } })],
    ['its salt', 'snapshot', (of) => ({ ...of, snapshot: { ...kept(of), salt: randomBytes(16) } })],
    ['the policy', 'policy', (of) => ({ ...of, policyText: otherPolicy() })],
    ['a space in the policy', 'policy', (of) => ({ ...of, policyText: `${of.policyText ?? ''} ` })],
    [
      'the effect, by who can sign the log',
      'decision',
      (of) =>
        restated(of, (payload) => ({
          ...payload,
          decision: { ...payload.decision, effect: 'DENY', reasons: ['clearance'] },
        })),
    ],
    [
      'the rules, by who can sign the log',
      'decision',
      (of) =>
        restated(of, (payload) => ({ ...payload, decision: { ...payload.decision, reasons: ['blob.read/own'] } })),
    ],
    [
      'the purpose, by who can sign the log',
      'actor',
      (of) =>
        restated(of, (payload) => ({
          ...payload,
          purpose: payload.purpose === null ? null : { ...payload.purpose, code: 'audit' },
        })),
    ],
    [
      'who it was, by who can sign the log',
      'actor',
      (of) =>
        restated(of, (payload) => ({
          ...payload,
          actor: payload.actor === null ? null : { ...payload.actor, member: randomBytes(16) },
        })),
    ],
    [
      'the policy and its hash, by who can sign the log',
      'decision',
      (of) => ({
        ...restated(of, (payload) => ({
          ...payload,
          decision: { ...payload.decision, policyHash: sha256(utf8(emptyPolicy())) },
        })),
        policyText: emptyPolicy(),
      }),
    ],
  ])('%s', (_what, step, change) => {
    expect(failures(checkExplanation(opened, onTheLog))).toEqual([]);
    const found = outcomes(checkExplanation(change(opened), onTheLog));
    expect(found[step]).toBe('failed');
  });

  const refusedId = (): Id => refused.eventId;
  const kept = ({ snapshot }: Explanation): NonNullable<Explanation['snapshot']> => {
    if (snapshot === null) throw new Error('no snapshot');
    return snapshot;
  };
  const emptyPolicy = (): string => compilePolicy({ ...DOCUMENT, rules: [] }).text;

  it('the reason of a refusal, by who can sign the log', () => {
    const lie = restated(refused, (payload) => ({
      ...payload,
      decision: { ...payload.decision, reasons: ['jurisdiction'] },
    }));
    expect(failures(checkExplanation(lie, onTheLog))).toEqual(['decision: another reason comes out']);
  });

  it('says what cannot be made again: entries of an earlier version, a policy nobody kept', () => {
    const bytes = encode(
      new Map([
        ['subject', new Map([['class', 'guest']])],
        ['object', null],
      ] as const),
    );
    const salt = randomBytes(16);
    const earlier = restated({ ...opened, snapshot: { bytes, salt } }, (payload) => ({
      ...payload,
      decision: { ...payload.decision, attrsHash: commitBytes(salt, bytes) },
    }));
    const old = checkExplanation(earlier, onTheLog);
    expect(outcomes(old)).toMatchObject({ entry: 'ok', snapshot: 'unchecked', decision: 'unchecked' });
    expect(old.steps.find(({ name }) => name === 'snapshot')?.words).toContain('an earlier version');
    const unknown = checkExplanation({ ...opened, policyText: null }, onTheLog);
    expect(outcomes(unknown)).toMatchObject({ snapshot: 'ok', policy: 'unchecked', decision: 'unchecked' });
    const lost = checkExplanation({ ...opened, snapshot: null }, onTheLog);
    expect(outcomes(lost)).toMatchObject({ entry: 'ok', snapshot: 'unchecked', decision: 'unchecked' });
  });

  it.each([
    ['not JSON', 'x'],
    ['a field too many', '{"format":"sealbridge-decision@1","more":1}'],
    ['null', 'null'],
  ])('a file that is no explanation: %s', (_what, text) => {
    expect(() => readExplanation(utf8(text))).toThrow('not an explanation');
  });
});

import { compilePolicy, DOCUMENT, type LiveAgreement, POLICY, type Policy, whoCouldOpen } from '@sealbridge/policy';
import { DATA_CLASSES, HANDLINGS, LEGAL_BASES_OF, PROHIBITED_USES, PURPOSES, TLP } from '@sealbridge/vocabulary';

import type { ApiClient } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../test/support/api-reports.js';
import { recipientStandings, simulatedReaders } from '../../../../test/support/client-of-decisions.js';
import { choose, type Signer } from '../../../../test/support/policy-api.js';
import {
  keepRows,
  label,
  makeSo,
  type OpeningLabels,
  READER_STATES,
  type ReaderState,
} from '../../../../test/support/reader-states.js';

/** What came of an attempt: null when it opened, else the reason. */
type Outcome = string | null;
type Outcomes = Readonly<Record<string, Outcome>>;

const SEED = Number(process.env['SEALBRIDGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const PAIRS = 8;

let api: TestApi;
let analyst: ApiClient;
let readers: { readonly client: ApiClient; readonly keys: TestApi['world']['liaison'] }[];
let reportId: string;
let restore: () => Promise<void>;
let offers: Map<string, Awaited<ReturnType<typeof offerFor>>>;

beforeAll(async () => {
  api = await startApi();
  const { world } = api;
  analyst = await api.signIn(world.analyst);
  ({ reportId } = await sendReport(api, analyst));
  readers = [
    { keys: world.liaison, client: await api.signIn(world.liaison) },
    { keys: world.liaison2, client: await api.signIn(world.liaison2) },
  ];
  restore = await keepRows(api);
  offers = new Map();
}, 60_000);
afterAll(() => api.stop());

/** An offer is good until it was used: a refusal leaves it. */
const offerTo = async (client: ApiClient, device: string): ReturnType<typeof offerFor> => {
  const offer = offers.get(device) ?? (await offerFor(client, reportId));
  offers.set(device, offer);
  return offer;
};

/** What the server answers each reader for each purpose. Whatever is the matter, offers were asked for before. */
const reallyOpen = async (): Promise<Outcomes> => {
  const outcomes: Record<string, Outcome> = {};
  for (const { client, keys } of readers) {
    for (const purpose of PURPOSES) {
      const offer = offers.get(keys.device);
      if (offer === undefined) throw new Error('no offer');
      const asked = { purpose, legalBasis: LEGAL_BASES_OF[purpose][0], acceptedUses: PROHIBITED_USES };
      const answer = await open(client, openInput(api, keys, offer, asked));
      if (answer.__typename === 'OpenReportPayload') offers.set(keys.device, await offerFor(client, reportId));
      else if (answer.__typename !== 'Refused') throw new Error(answer.code);
      outcomes[`${keys.member} ${purpose}`] = answer.__typename === 'Refused' ? answer.reason : null;
    }
  }
  return outcomes;
};

/** What the simulator says of the same, from the signed directory and the standings that the server gives the sender. */
const simulated = async (
  states: readonly ReaderState[],
  labels: OpeningLabels,
  policy: Policy = POLICY,
): Promise<Outcomes> => {
  const { world } = api;
  const now = Math.floor(Date.now() / 1000);
  const standings = await recipientStandings({ client: analyst }, { state: world.directory.state }, ['northgate']);
  const record = world.agreement;
  const directory = {
    state: world.directory.state,
    log: { now },
    agreements: [record],
    suspendedAgreements: [],
    ends: new Map(),
  } as unknown as Parameters<typeof simulatedReaders>[0]['directory'];
  const input = { directory, standings, sender: { org: world.harbour.org.org, unit: world.harbour.unit } };
  const recipient = world.directory.recipient('northgate');
  const sealed = simulatedReaders(
    { ...input, labels: { ...labels, discovery: 'circle', dataClasses: DATA_CLASSES } },
    recipient,
  ).map((reader) => {
    const mine = states.filter(({ ofOne }) => ofOne !== true || reader.member.member === world.liaison.member);
    const agreements = mine.some(({ agreement }) => agreement === 'none')
      ? []
      : reader.member.agreements.map((live) => amended(live, mine));
    const unitPurposes = mine.some(({ name }) => name === 'unit for some purposes')
      ? [{ unit: reader.unit, purposes: ['threat_to_life', 'victim_safeguarding'] }]
      : reader.member.unitPurposes;
    const opening = Object.assign({ ...reader.opening }, ...mine.map((state) => state.opening ?? {})) as object;
    return {
      ...reader,
      opening: { ...reader.opening, ...opening, purposes: labels.purposes },
      member: {
        ...Object.assign({ ...reader.member }, ...mine.map((state) => state.member ?? {})),
        agreements,
        unitPurposes,
      } as typeof reader.member,
    };
  });
  const ofUnit = standings.ofUnit('northgate');
  const entries = whoCouldOpen(policy, sealed, now).flatMap(({ reader, refusals }) =>
    PURPOSES.map((purpose) => [`${reader.member.member} ${purpose}`, ofUnit ?? refusals.get(purpose) ?? null]),
  );
  return Object.fromEntries(entries) as Outcomes;
};

/** An agreement as the rows have it now: there is one version, which is sealed under and newest. */
function amended(live: LiveAgreement, states: readonly ReaderState[]): LiveAgreement {
  const changes = states.map(({ agreement = {} }) => (agreement === 'none' ? {} : agreement));
  const terms = Object.assign({}, ...changes) as Partial<LiveAgreement>;
  return { ...live, ...terms, versions: live.versions.map((version) => ({ ...version, ...terms })) };
}

const compare = async (states: readonly ReaderState[], labels: OpeningLabels, policy?: Policy): Promise<Outcomes> => {
  const { world } = api;
  for (const { client, keys } of readers) await offerTo(client, keys.device);
  await label(api, labels);
  const of = { member: world.liaison.member, unit: world.northgate.unit, org: world.northgate.org.org };
  for (const state of states) await makeSo(api, state, of);
  const [said, done] = [await simulated(states, labels, policy), await reallyOpen().finally(restore)];
  // nothing is sealed to a unit that does not stand or without an agreement: of its readers nothing is said but that they open nothing
  const ruledOut = /^(?:unit|organisation) set s|^agreement set ended_at/;
  const sealedTo = states.length === 1 || !states.some(({ change }) => ruledOut.test(change));
  if (sealedTo) expect(done).toEqual(said);
  else expect([...Object.values(done), ...Object.values(said)]).not.toContain(null);
  return done;
};

const ALL = PURPOSES.filter((purpose) => purpose !== 'training_synthetic_only');
const LABELS: readonly OpeningLabels[] = [
  { tlp: 'AMBER', handling: 'PAP:AMBER', purposes: ALL },
  { tlp: 'RED', handling: 'PAP:RED', purposes: ['victim_safeguarding', 'audit'] },
];

describe('the simulator says what the server does', () => {
  const seen = new Set<Outcome>();

  // every state under one of the labels; pairs take any
  const CASES = READER_STATES.map((state, index) => [state.name, [state], LABELS[index % LABELS.length]] as const);
  const TOGETHER = ['works in XC alone', 'agreement for XA alone'].map(stateNamed);

  it.each([...CASES, ['works where the agreement does not reach', TOGETHER, LABELS[0]] as const])(
    '%s',
    async (_name, states, labels) => {
      if (labels === undefined) throw new Error('no labels');
      for (const outcome of Object.values(await compare(states, labels))) seen.add(outcome);
    },
  );

  it('in pairs of states and any labels, by a fresh seed', async () => {
    process.stdout.write(`SEALBRIDGE_SEED=${SEED}\n`);
    const random = generator(SEED);
    for (let n = 0; n < PAIRS; n += 1) {
      const states = [pick(READER_STATES, random), pick(READER_STATES, random)];
      const labels = {
        tlp: pick(TLP, random),
        handling: pick(HANDLINGS, random),
        purposes: PURPOSES.filter(() => random() < 0.5),
      };
      try {
        await compare(states, labels);
      } catch (error) {
        const names = states.map(({ name }) => name).join(' and ');
        throw new Error(`case ${n} of seed ${SEED}: ${names}, ${JSON.stringify(labels)}`, { cause: error });
      }
    }
  });

  it('and every reason that a reader can be told was among them', () => {
    const reasons = [
      ...['suspended', 'inactive', 'not_vetted', 'clearance', 'training_expired', 'jurisdiction', 'not_permitted'],
      ...['wrong_purpose', 'no_live_mou', 'recalled', 'held', 'consent_expired'],
    ];
    expect([...seen].filter((outcome) => outcome !== null).sort()).toEqual(reasons.sort());
    expect(seen).toContain(null);
  });

  it('is found out when it forgets something', async () => {
    const { world } = api;
    const [told] = LABELS;
    if (told === undefined) throw new Error('no labels');
    for (const { client, keys } of readers) await offerTo(client, keys.device);
    const of = { member: world.liaison.member, unit: world.northgate.unit, org: world.northgate.org.org };
    for (const name of ['cleared for GREEN', 'agreement up to GREEN', 'on hold', 'unit for some purposes']) {
      const state = stateNamed(name);
      await label(api, told);
      await makeSo(api, state, of);
      const [said, done] = [await simulated([], told), await reallyOpen().finally(restore)];
      expect([name, done]).not.toEqual([name, said]);
    }
  });
});

// how surely somebody signed in is not foreseen: what a session lacks is its reader's to mend (`foreseen`)
describe('the simulator says what the server does by the policy in force', () => {
  let stewards: readonly [Signer, Signer];
  const [told] = LABELS;
  const over = [stateNamed('training over')];

  /** The stewards sign these choices while `act` runs, and the defaults after it. */
  const choosing = async (choices: Readonly<Record<string, string>>, act: (policy: Policy) => Promise<void>) => {
    await choose(stewards, choices);
    const back = Object.keys(choices).map((name) => [name, POLICY.parameters[name] ?? ''] as const);
    await act(compilePolicy(DOCUMENT, { ...POLICY.parameters, ...choices })).finally(() =>
      choose(stewards, Object.fromEntries(back)),
    );
  };

  beforeAll(async () => {
    const [one, other] = await Promise.all(
      api.world.directory.stewardDevices.map(async (keys) => ({ keys, client: await api.signIn(keys) })),
    );
    if (one === undefined || other === undefined) throw new Error('two stewards are needed');
    stewards = [one, other];
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['hours of the day', { 'opening.hours': 'every_day_06_22_utc' }],
    [
      'verified within the hour, and hours of the week',
      {
        'opening.verifiedWithin': 'PT1H',
        'opening.hours': 'weekdays_06_22_utc',
      },
    ],
  ])('%s', async (_name, choices) => {
    if (told === undefined) throw new Error('no labels');
    await choosing(choices, async (policy) => {
      await compare([], told, policy);
    });
  });

  it('grace opens what was refused without it, for both', async () => {
    if (told === undefined) throw new Error('no labels');
    const { member } = api.world.liaison;
    const key = `${member} victim_safeguarding`;
    expect((await compare(over, told))[key]).toBe('training_expired');
    await choosing({ 'training.grace': 'P14D' }, async (policy) => {
      expect((await compare(over, told, policy))[key]).toBeNull();
    });
  });
});

function stateNamed(name: string): ReaderState {
  const state = READER_STATES.find((candidate) => candidate.name === name);
  if (state === undefined) throw new Error(`no state ${name}`);
  return state;
}

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

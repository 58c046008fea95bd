import { type Id, idFromBytes, PURPOSES } from '@sealbridge/vocabulary';

import {
  agreementAt,
  type AgreementCourse,
  type Changes,
  changesOf,
  type DatedVersion,
  type ReaderChange,
  type SealedChange,
} from './reach.js';
import { compilePolicy } from './policy.js';
import { DOCUMENT, POLICY } from './rules.js';
import { type Member, VERIFIED_NEVER } from './subject.js';

const id = (byte: number): Id => idFromBytes(new Uint8Array(16).fill(byte));
const [NGO, POLICE, UNIT, READER, AGREEMENT] = [id(1), id(2), id(3), id(4), id(5)];
const NOW = 1_800_000_000;
const HOUR = Math.floor(NOW / 3600);
/** 2027-01-17 03:00 UTC. */
const SUNDAY_NIGHT = Date.UTC(2027, 0, 17, 3) / 1000;

const reader: Member = {
  class: 'member',
  ...{ session: id(6), org: POLICE, orgState: 'active', orgKind: 'police_unit', country: 'XA' },
  ...{ member: READER, memberState: 'active', rights: ['report.open'], roles: ['liaison'] },
  ...{ units: [UNIT], unitsInStanding: [UNIT], unitsVetted: [UNIT], device: id(7), deviceState: 'active' },
  ...{ method: 'device_key', waysIn: 2, hasPasskey: false, assurance: 2, verifiedAgo: VERIFIED_NEVER },
  unitPurposes: [{ unit: UNIT, purposes: PURPOSES }],
  ...{ clearance: 3, trainingUntil: HOUR + 1, jurisdictions: ['XA'], agreements: [] },
};

const version = (hash: string, fields: Partial<DatedVersion> = {}): DatedVersion => ({
  hash,
  ...{ purposes: ['threat_to_life', 'audit'], markingCeiling: 4, handlingCeiling: 3, jurisdictions: ['*'] },
  ...{ circle: 'north', retentionMonths: 12, startsAt: NOW - 10, endsAt: NOW + 10 },
  ...{ attribution: 'must_not', prohibited: [] },
  ...fields,
});

const course = (versions: DatedVersion[], suspended = false): AgreementCourse => ({
  ...{ id: AGREEMENT, parties: [NGO, POLICE], versions, suspended },
});

const first = version('aa');
/** All steps at once; how many there were is the second. */
function finished(...[people, reports, comparison]: Parameters<typeof changesOf>): readonly [Changes, number] {
  const steps = changesOf(people, reports, comparison);
  for (let count = 0; ; count += 1) {
    const step = steps.next();
    if (step.done === true) return [step.value, count];
  }
}

const compare = (after: AgreementCourse, before = course([first]), people = [reader]): readonly ReaderChange[] =>
  finished(people, [], { policy: POLICY, before, after, time: NOW })[0].readers;

const sealed = { unit: UNIT, origin: NGO, versionHash: 'aa', purposes: ['audit'], marking: 2, handling: 1, reports: 7 };
const earlier = (after: AgreementCourse, before = course([first])): readonly SealedChange[] =>
  finished([reader], [sealed], { policy: POLICY, before, after, time: NOW })[0].sealed;

describe('an agreement at a time', () => {
  it.each([
    ['before its start', version('bb', { startsAt: NOW + 1 })],
    ['in the second of its end', version('bb', { endsAt: NOW })],
  ])('is none %s, even while an earlier version would still run', (_when, newest) => {
    expect(agreementAt(course([first, newest]), POLICE, NOW)).toBeNull();
  });

  it('has the terms of the newest version and the other party as partner', () => {
    const live = agreementAt(course([first, version('bb', { markingCeiling: 1 })]), POLICE, NOW);
    expect(live).toMatchObject({ partner: NGO, versionHash: 'bb', markingCeiling: 1, standing: 'in_force' });
    expect(live?.versions).toHaveLength(2);
  });
});

describe('who gains and who loses', () => {
  it('is nobody when the next version says the same', () => {
    expect(compare(course([first, version('bb')]))).toEqual([]);
  });

  it('is told per purpose, up to clearance and ceiling', () => {
    const [change] = compare(course([first, version('bb', { purposes: ['audit'], markingCeiling: 1 })]));
    expect(change?.before).toEqual(
      new Map([
        ['threat_to_life', 3],
        ['audit', 3],
      ]),
    );
    expect(change?.after).toEqual(new Map([['audit', 1]]));
  });

  it.each([
    ['without the right to open', { rights: [] }],
    ['whose training is over', { trainingUntil: HOUR }],
    ['not vetted yet', { memberState: 'provisional' }],
    ['of a suspended organisation', { orgState: 'suspended' }],
    ['without a device', { deviceState: 'none' }],
    ['of other jurisdictions only', { jurisdictions: ['XB'] }],
  ])('leaves out people %s', (_what, fields) => {
    const before = course([version('aa', { jurisdictions: ['XA'] })]);
    expect(compare(course([first], true), before, [{ ...reader, ...(fields as Partial<Member>) }])).toEqual([]);
  });

  it('is everybody when nothing was in force before, and again when it is suspended', () => {
    expect(compare(course([first]), course([]))).toHaveLength(1);
    expect(compare(course([first], true))).toHaveLength(1);
  });
});

it('says the same on a Sunday night when the stewards have set hours: a change of terms is not about the hour', () => {
  const policy = compilePolicy(DOCUMENT, { ...POLICY.parameters, 'opening.hours': 'weekdays_06_22_utc' });
  const ends = { startsAt: SUNDAY_NIGHT - 10, endsAt: SUNDAY_NIGHT + 10 };
  const comparison = { policy, before: course([]), after: course([version('aa', ends)]), time: SUNDAY_NIGHT };
  const person = { ...reader, trainingUntil: Math.floor(SUNDAY_NIGHT / 3600) + 1 };
  expect(finished([person], [], comparison)[0].readers).toHaveLength(1);
});

it('counts people whose training is over for as long as the stewards give grace', () => {
  const policy = compilePolicy(DOCUMENT, { ...POLICY.parameters, 'training.grace': 'P14D' });
  const people = [-335, -336].map((hours) => ({ ...reader, trainingUntil: HOUR + hours }));
  const comparison = { policy, before: course([]), after: course([first]), time: NOW };
  expect(finished(people, [], comparison)[0].readers.map(({ member }) => member)).toEqual(people.slice(0, 1));
});

describe('reports sent earlier', () => {
  it('close when the next version takes their purpose away', () => {
    const change = { unit: UNIT, origin: NGO, closed: 7, narrowed: 0, widened: 0 };
    expect(earlier(course([first, version('bb', { purposes: ['threat_to_life'] })]))).toEqual([change]);
  });

  it('gain nothing from a wider version', () => {
    const wider = version('bb', { purposes: ['threat_to_life', 'audit', 'prosecution_support'], endsAt: NOW + 99 });
    expect(earlier(course([first, wider]))).toEqual([]);
  });

  it('stay closed when the version they were sent under is over, however long the next one runs', () => {
    const over = version('aa', { endsAt: NOW - 1 });
    expect(earlier(course([over, version('bb')]), course([over]))).toEqual([]);
  });

  it('open again, within their own version, when a suspension goes', () => {
    expect(earlier(course([first]), course([first], true))).toEqual([
      { unit: UNIT, origin: NGO, closed: 0, narrowed: 0, widened: 7 },
    ]);
  });

  it('count as narrowed while somebody can still open them for something', () => {
    const both = { ...sealed, purposes: ['audit', 'threat_to_life'] };
    const after = course([first, version('bb', { purposes: ['audit'] })]);
    const comparison = { policy: POLICY, before: course([first]), after, time: NOW };
    expect(finished([reader], [both], comparison)[0].sealed).toMatchObject([{ closed: 0, narrowed: 7 }]);
  });
});

describe('a large comparison', () => {
  const after = course([first, version('bb', { purposes: ['audit'] })]);
  const comparison = { policy: POLICY, before: course([first]), after, time: NOW };

  it('can be left between any two people, and between any two kinds of people for each sort of reports', () => {
    const people = Array.from({ length: 20 }, (_, clearance) => ({ ...reader, clearance }));
    const [, count] = finished(people, [sealed, { ...sealed, marking: 0 }], comparison);
    expect(count).toBe(20 + 2 * 20);
  });

  it('tells people whose training ends on different days alike while it lasts, and leaves out whose is over', () => {
    const people = [1, 2, 999, 0, -9].map((hours) => ({ ...reader, trainingUntil: HOUR + hours }));
    const [{ readers }, count] = finished(people, [sealed], comparison);
    expect(readers.map(({ member }) => member)).toEqual(people.slice(0, 3));
    expect(count).toBe(people.length + 2);
  });
});

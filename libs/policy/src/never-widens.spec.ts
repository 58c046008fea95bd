import { HANDLINGS, type ProhibitedUse, type Purpose, TLP } from '@sealbridge/vocabulary';

import { Ability } from './ability.js';
import { foreseen } from './foreseen.js';
import { POLICY } from './rules.js';
import { type AgreementVersion, parseMember, VERIFIED_NEVER } from './subject.js';

const SEED = 20_261_120;
const CASES = 4000;
const NOW = 1_728_000_000;
const UNIT = '20000000-0000-0000-0000-0000000000aa';
const AGREEMENT = '30000000-0000-0000-0000-000000000001';
const PURPOSES: readonly Purpose[] = ['trafficking_investigation', 'victim_safeguarding', 'prevention_disruption'];
const PLACES = ['*', 'XA', 'XB', 'XC'];

/** Whole numbers below a limit: mulberry32. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof randomOf>;

const some = <T>(random: Random, of: readonly T[]): T[] => of.filter(() => random(3) > 0);

function versionOf(random: Random, hash: string): AgreementVersion {
  return {
    hash,
    purposes: some(random, PURPOSES),
    markingCeiling: random(3) === 0 ? random(TLP.length) : TLP.length - 1,
    handlingCeiling: random(3) === 0 ? random(HANDLINGS.length) : HANDLINGS.length - 1,
    jurisdictions: random(2) === 0 ? ['*'] : some(random, PLACES.slice(1)),
    ...{ attribution: 'must_not', prohibited: USES.filter(() => random(4) === 0) },
    endsAt: NOW + random(6) - 1,
  };
}

interface Reader {
  readonly jurisdictions: readonly string[];
  readonly standing: 'in_force' | 'suspended';
}

/** Somebody with one agreement of which these are the versions, the last the newest. Null when the newest has ended. */
function readerUnder(versions: readonly AgreementVersion[], { jurisdictions, standing }: Reader) {
  const newest = versions.at(-1);
  const live = newest !== undefined && newest.endsAt > NOW;
  const terms = { ...newest, id: AGREEMENT, partner: '10000000-0000-0000-0000-000000000001', circle: 'north' };
  return parseMember({
    ...{ session: UNIT, org: UNIT, member: UNIT, device: UNIT, orgKind: 'police_unit', country: 'XA' },
    ...{
      orgState: 'active',
      memberState: 'active',
      deviceState: 'active',
      roles: ['liaison'],
      rights: ['report.open'],
    },
    ...{ units: [UNIT], unitsInStanding: [UNIT], unitsVetted: [UNIT], clearance: 4, trainingUntil: 1_000_000 },
    ...{ method: 'device_key', waysIn: 2, hasPasskey: false, assurance: 2, verifiedAgo: VERIFIED_NEVER },
    unitPurposes: [{ unit: UNIT, purposes: PURPOSES }],
    jurisdictions,
    agreements: live ? [{ ...terms, versionHash: newest.hash, retentionMonths: 12, standing, versions }] : [],
  });
}

const USES: readonly ProhibitedUse[] = ['media_release', 'civil_litigation'];

interface Asked {
  readonly accepted: readonly ProhibitedUse[];
  readonly purpose: Purpose;
  readonly marking: number;
  readonly handling: number;
}

function opens(
  reader: ReturnType<typeof parseMember>,
  versionHash: string,
  { purpose, accepted, ...labels }: Asked,
): boolean {
  const attributes = {
    ...{ grantUnit: UNIT, ownGrant: false, state: 'ACTIVE', held: false, agreementId: AGREEMENT, openUntil: 1_000_000 },
    ...{ versionHash, purposes: PURPOSES },
    ...labels,
  };
  const ability = new Ability(POLICY, reader, { ...foreseen(purpose, NOW), accepted }, 'report.open', 'Opening');
  return ability.decide({ type: 'Opening', attributes }).allowed;
}

it('opens what was sealed under a version exactly when that version and the newest would each open it', () => {
  const random = randomOf(SEED);
  let opened = 0;
  for (let index = 0; index < CASES; index += 1) {
    const first = versionOf(random, '01');
    const between = versionOf(random, '02');
    const newest = versionOf(random, '03');
    const reader: Reader = {
      jurisdictions: random(3) === 0 ? ['*'] : some(random, PLACES.slice(1)),
      standing: random(8) === 0 ? 'suspended' : 'in_force',
    };
    const asked: Asked = {
      accepted: some(random, USES),
      purpose: PURPOSES[random(PURPOSES.length)] ?? 'audit',
      // the server takes a grant only within the ceilings of the version it names
      marking: random(first.markingCeiling + 1),
      handling: random(first.handlingCeiling + 1),
    };
    const now = opens(readerUnder([first, between, newest], reader), '01', asked);
    const underFirst = opens(readerUnder([first], reader), '01', asked);
    const underNewest = opens(readerUnder([newest], reader), '03', asked);
    if (now !== (underFirst && underNewest)) throw new Error(`case ${index} of seed ${SEED}`);
    opened += now ? 1 : 0;
  }
  // a comparison in which nothing or everything opens would compare nothing
  expect(opened).toBeGreaterThan(CASES / 20);
  expect(opened).toBeLessThan((CASES * 19) / 20);
});

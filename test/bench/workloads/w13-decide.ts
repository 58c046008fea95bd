import { Ability, type Attributes, foreseen, type Member, parseMember, POLICY } from '@sealbridge/policy';
import { isBasisOf, LEGAL_BASES_OF, PROHIBITED_USES, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import { pick, type Random, randomOf } from '../../support/walls/random.js';
import type { Figure, Result } from '../result.js';
import { inTurn, measureRoundRobin, type Plan } from '../round-robin.js';

const SEED = 13;
/** Different people, and different reports for each: no decision is the one before. */
const PEOPLE = 512;
const REPORTS_EACH = 16;
/** Decisions of one operation: a clock that is read for each would be measured too. */
const BLOCK = 1000;
const TIME = 480_000 * 3600;
const HOUR = 480_000;

interface Asked {
  readonly member: Member;
  readonly opening: Attributes;
  readonly purpose: Purpose;
}

/**
 * W13: decide in memory who opens which report, the person and the report different each time; half of it allowed, the rest refused for all
 * reasons. Limit: the same rule written by hand for this one question, which knows no other rule, no parameter and no reason.
 */
export async function deciding(plan: Plan): Promise<{ results: Result[]; figures: Figure[] }> {
  const asked = Array.from({ length: PEOPLE * REPORTS_EACH }, (_, index) => askedAt(index));
  const allowed = asked.filter(byHand).length;
  if (!asked.every((one) => byHand(one) === byPolicy(one))) throw new Error('w13: the contenders do not agree');
  if (allowed < asked.length / 4 || allowed > (asked.length * 3) / 4) throw new Error('w13: hardly anything differs');
  const rows = await measureRoundRobin(
    [
      { name: 'the one rule written by hand', run: inTurn(blocksOf(asked, byHand)) },
      { name: 'Sealbridge', run: inTurn(blocksOf(asked, byPolicy)) },
    ],
    plan,
  );
  const perSecond = (rows[1]?.perSecond.median ?? Number.NaN) * BLOCK;
  return {
    results: [{ workload: 'W13', what: `${BLOCK.toLocaleString('en')} decisions in memory`, rows }],
    figures: [{ what: 'decisions in memory, at least 100,000', value: perSecond, unit: 'per second', limit: null }],
  };
}

function blocksOf(asked: readonly Asked[], decide: (one: Asked) => boolean): () => void {
  let next = 0;
  return () => {
    let allowed = 0;
    for (let count = 0; count < BLOCK; count += 1) {
      const one = asked[(next += 1) % asked.length];
      if (one !== undefined && decide(one)) allowed += 1;
    }
    if (allowed === 0 || allowed === BLOCK) throw new Error('w13: a block decides nothing');
  };
}

function byPolicy({ member, opening, purpose }: Asked): boolean {
  const ability = new Ability(POLICY, member, foreseen(purpose, TIME), 'report.open', 'Opening');
  return ability.decide({ type: 'Opening', attributes: opening }).allowed;
}

/** What the rules of `report.open` come to under the default of every parameter. */
function byHand({ member, opening, purpose }: Asked): boolean {
  const { grantUnit, agreementId, versionHash, purposes, marking, handling, openUntil } = opening as unknown as Grant;
  const live = member.agreements.find(({ id }) => id === agreementId);
  const version = live?.versions.find(({ hash }) => hash === versionHash);
  return (
    member.orgState === 'active' &&
    member.memberState === 'active' &&
    member.deviceState === 'active' &&
    member.rights.includes('report.open') &&
    member.unitsVetted.some((unit) => unit === grantUnit) &&
    opening['state'] === 'ACTIVE' &&
    opening['held'] === false &&
    live?.standing === 'in_force' &&
    version !== undefined &&
    version.endsAt > TIME &&
    openUntil > HOUR &&
    purposes.includes(purpose) &&
    member.unitPurposes.some((of) => of.unit === grantUnit && of.purposes.includes(purpose)) &&
    [live, version].every((terms) => terms.purposes.includes(purpose) && near(terms.jurisdictions, member)) &&
    marking <= Math.min(member.clearance, live.markingCeiling) &&
    handling <= live.handlingCeiling &&
    member.trainingUntil > HOUR &&
    isBasisOf(purpose, LEGAL_BASES_OF[purpose][0])
  );
}

interface Grant {
  readonly grantUnit: string;
  readonly agreementId: string;
  readonly versionHash: string;
  readonly purposes: readonly string[];
  readonly marking: number;
  readonly handling: number;
  readonly openUntil: number;
}

const near = (places: readonly string[], { jurisdictions }: Member): boolean =>
  places.includes('*') || jurisdictions.includes('*') || places.some((place) => jurisdictions.includes(place));

const idOf = (kind: number, index: number): string =>
  `${String(kind).padStart(8, '0')}-0000-0000-0000-${index.toString(16).padStart(12, '0')}`;
const usually = <T>(random: Random, value: T, other: T): T => (random(12) > 0 ? value : other);

const people = Array.from({ length: PEOPLE }, (_, index) => personAt(index));

function askedAt(index: number): Asked {
  const random = randomOf(SEED, PEOPLE + index);
  const member = pick(random, people);
  const live = pick(random, member.agreements);
  const purpose = pick(random, PURPOSES);
  const opening = {
    ...{ originOrg: live.partner, grantUnit: usually(random, pick(random, member.units), idOf(9, 9)), ownGrant: false },
    ...{ state: usually(random, 'ACTIVE', 'WITHDRAWN'), discovery: 'circle', held: usually(random, false, true) },
    ...{ agreementId: live.id, versionHash: pick(random, live.versions).hash, purposes: [purpose] },
    ...{ marking: random(4), handling: random(3), openUntil: HOUR + usually(random, 100, -1) },
  };
  return { member, opening, purpose };
}

function personAt(index: number): Member {
  const random = randomOf(SEED, index);
  const units = [idOf(2, 2 * index), idOf(2, 2 * index + 1)];
  return parseMember({
    ...{ session: idOf(4, index), org: idOf(1, index % 40), member: idOf(3, index), device: idOf(5, index) },
    ...{ orgState: 'active', orgKind: 'police_unit', country: 'XA', roles: ['liaison'] },
    memberState: usually(random, 'active', 'suspended'),
    ...{ deviceState: 'active', method: 'passkey', waysIn: 2, hasPasskey: true, assurance: 2, verifiedAgo: 60 },
    ...{ rights: ['report.open'], units, unitsInStanding: units, unitsVetted: units, jurisdictions: ['XA', 'XB'] },
    unitPurposes: units.map((unit) => ({ unit, purposes: PURPOSES })),
    ...{ clearance: 3 + random(2), trainingUntil: HOUR + usually(random, 500, 0) },
    agreements: Array.from({ length: 2 }, (_, number) => agreementAt(random, idOf(6, 2 * index + number))),
  });
}

function agreementAt(random: Random, id: string): object {
  const terms = {
    ...{ purposes: PURPOSES, markingCeiling: usually(random, 4, 1), handlingCeiling: 3, attribution: 'must_not' },
    ...{ jurisdictions: usually(random, ['*'], ['XC']), prohibited: PROHIBITED_USES.slice(0, random(4)) },
  };
  const versions = [1, 2].map((version) => ({ ...terms, hash: `${id}${String(version)}`, endsAt: TIME + 1000 }));
  const about = { id, partner: idOf(7, random(200)), circle: 'north', versionHash: `${id}2`, retentionMonths: 12 };
  return { ...about, standing: usually(random, 'in_force', 'suspended'), versions, ...terms };
}

// Random policy documents and random subjects to decide about, through the same doors as the policy in force.
import { GUEST, parseMember, REFUSAL_CODES, VIEWS } from '@sealbridge/policy';
import { LEGAL_BASES, PROHIBITED_USES } from '@sealbridge/vocabulary';

import { pick, some } from './random.mjs';
import { makeConditions } from './random-conditions.mjs';
import { HASHES, IDS, PURPOSES_USED, VALUES } from './rows.mjs';

/** Object types that rules are made about: with fields of every kind, with a view, with hardly any. */
const OBJECT_TYPES = ['Opening', 'Report', 'Report', 'Grant', 'Agreement', 'Reveal', 'Recovery'];
const ACTION = 'report.read';
const MAX_RULES = 4;
const MAX_REQUIREMENTS = 3;
const HOUR = 480_000;
const SECONDS_PER_HOUR = 3600;
const MARKINGS = 5;
const HANDLINGS = 4;

/** What rules may refer to, by kind and by who has it. */
const REFERENCES = {
  anyone: {
    number: ['env.time', 'env.hour', 'env.utcHour', 'env.weekday', 'param.spec.thing.count'],
    numbers: ['param.spec.thing.counts'],
    boolean: ['env.verified', 'env.caseRef', 'param.spec.thing.flag'],
    text: ['param.spec.thing', 'param.spec.thing.word'],
    texts: ['env.purposes', 'env.accepted', 'param.spec.thing.words'],
  },
  member: {
    number: ['clearance', 'trainingUntil', 'hoursUntrained', 'assurance', 'verifiedAgo'],
    boolean: ['unsuspended', 'active', 'vetted', 'oversees', 'admits', 'secondWay', 'lawful'],
    text: ['org', 'member', 'device', 'method'],
    texts: [
      ...['orgs', 'units', 'unitsInStanding', 'unitsVetted', 'unitsForPurpose', 'rights', 'partners'],
      ...['agreements', 'agreementsUnsuspended', 'agreementsInForce', 'agreementsForPurpose', 'agreementsAccepted'],
      ...['agreementsInJurisdiction', 'agreementsToMarking.2', 'agreementsToHandling.1'],
      ...['versionsLive', 'versionsForPurpose', 'versionsAccepted', 'versionsInJurisdiction'],
    ],
  },
  agreement: {
    number: ['markingCeiling', 'handlingCeiling'],
    boolean: ['unsuspended', 'inForce'],
    text: ['id', 'partner', 'attribution'],
    texts: ['purposes', 'prohibited'],
  },
};

const PARAMETERS = {
  'spec.thing': {
    words: 'what the specification may set',
    choices: [
      { name: 'one', words: 'one', values: { count: 1, counts: [1, 2], flag: true, word: 'a', words: ['a', 'ü'] } },
      { name: 'two', words: 'two', values: { count: 2, counts: [3], flag: false, word: '', words: ["o'x"] } },
    ],
    default: 'one',
  },
};

/** A case: which rules, about what kind of object, who asks under which circumstances. */
export function makeDocumentCase(random) {
  const object = pick(random, OBJECT_TYPES);
  const rules = Array.from({ length: random(MAX_RULES + 1) }, (_, at) => makeRule(random, object, `rule-${at}`));
  const document = { version: 1, parameters: PARAMETERS, rules };
  const chosen = { 'spec.thing': pick(random, ['one', 'two']) };
  return {
    object,
    action: ACTION,
    document,
    chosen,
    subject: makeSubject(random),
    circumstances: makeCircumstances(random),
  };
}

function makeRule(random, object, id) {
  const audience = pick(random, ['anyone', 'guest', 'member', 'member', 'member']);
  const each = audience === 'member' && random(3) === 0;
  const referencesOf = (kind) => namesOf(kind, audience, each);
  const requires = Array.from({ length: random(MAX_REQUIREMENTS + 1) }, () =>
    makeRequirement(random, object, referencesOf),
  );
  const view = VIEWS[object] ?? [];
  const fields = view.length > 0 && random(2) === 0 ? { fields: some(random, view) } : {};
  const masked = fields.fields?.length === 0 ? {} : fields;
  return { id, actions: [ACTION], object, audience, ...(each ? { each: 'agreement' } : {}), requires, ...masked };
}

function namesOf(kind, audience, each) {
  return [
    ...(REFERENCES.anyone[kind] ?? []),
    ...(audience === 'member' ? (REFERENCES.member[kind] ?? []).map((name) => `subject.${name}`) : []),
    ...(each ? (REFERENCES.agreement[kind] ?? []).map((name) => `agreement.${name}`) : []),
  ];
}

function makeRequirement(random, object, referencesOf) {
  const reason = pick(random, REFUSAL_CODES);
  if (random(3) > 0) return { reason, conditions: makeConditions(random, object, { referencesOf }) };
  if (random(3) === 0) return { reason, anyOf: [makeGuard(random, referencesOf), makeGuard(random, referencesOf)] };
  return { reason, guard: makeGuard(random, referencesOf) };
}

function makeGuard(random, referencesOf) {
  const kind = pick(random, ['number', 'boolean', 'text', 'texts']);
  const left = pick(random, referencesOf(kind));
  const element = kind === 'texts' ? 'text' : kind;
  const right = random(3) === 0 ? { ref: pick(random, referencesOf(element)) } : pick(random, VALUES[element]);
  const op = kind === 'texts' ? 'contains' : kind === 'number' ? pick(random, ['eq', 'gt', 'gte', 'lt', 'lte']) : 'eq';
  return { left, op, right };
}

const mostly = (random, value, others) => (random(6) > 0 ? value : pick(random, others));

function makeSubject(random) {
  if (random(10) === 0) return GUEST;
  const units = some(random, IDS);
  return parseMember({
    ...{ session: IDS[0], org: pick(random, IDS), member: pick(random, IDS), device: pick(random, IDS), country: 'XA' },
    ...{ roles: [], rights: some(random, ['report.open', 'report.share', 'audit.read', 'org.admit']), units },
    orgState: mostly(random, 'active', ['provisional', 'suspended', 'ended']),
    orgKind: pick(random, ['ngo', 'police_unit', 'oversight', 'stewards']),
    memberState: mostly(random, 'active', ['provisional', 'inactive', 'suspended']),
    deviceState: mostly(random, 'active', ['revoked']),
    unitsInStanding: some(random, units),
    unitsVetted: some(random, units),
    unitPurposes: units.map((unit) => ({ unit, purposes: some(random, PURPOSES_USED) })),
    method: pick(random, ['device_key', 'passkey']),
    ...{
      waysIn: random(3),
      hasPasskey: random(2) === 0,
      assurance: random(3),
      verifiedAgo: pick(random, [0, 3, 10_000]),
    },
    ...{ clearance: random(MARKINGS), trainingUntil: HOUR + random(5) - 2 },
    jurisdictions: some(random, ['*', 'XA', 'XB']),
    agreements: Array.from({ length: random(3) }, () => makeAgreement(random)),
  });
}

function makeAgreement(random) {
  const terms = () => ({
    purposes: some(random, PURPOSES_USED),
    markingCeiling: random(MARKINGS),
    handlingCeiling: random(HANDLINGS),
    jurisdictions: some(random, ['*', 'XA', 'XB']),
    attribution: pick(random, ['may', 'must', 'must_not']),
    prohibited: random(2) === 0 ? [] : some(random, PROHIBITED_USES.slice(0, 2)),
  });
  const versions = HASHES.map((hash) => ({ ...terms(), hash, endsAt: (HOUR + random(4) - 1) * SECONDS_PER_HOUR }));
  return {
    ...{ id: pick(random, IDS), partner: pick(random, IDS), circle: 'north', versionHash: 'bb', retentionMonths: 12 },
    ...{ standing: mostly(random, 'in_force', ['suspended', 'not_vetted']), versions: some(random, versions) },
    ...terms(),
  };
}

function makeCircumstances(random) {
  return {
    purpose: pick(random, [null, ...PURPOSES_USED]),
    time: HOUR * SECONDS_PER_HOUR + random(SECONDS_PER_HOUR),
    verified: random(2) === 0,
    legalBasis: pick(random, [null, ...LEGAL_BASES]),
    accepted: some(random, PROHIBITED_USES.slice(0, 2)),
    caseRef: random(2) === 0,
  };
}

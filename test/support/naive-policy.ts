// The policy decided the plain way: everything is computed for every question, straight from the text of the document. Slow, and shares
// nothing with libs/policy but the types, so that what is faster there can be held against it.
import {
  type Action,
  type Attributes,
  type Circumstances,
  type LiveAgreement,
  type Member,
  type ObjectType,
  type Policy,
  type Subject,
  VIEWS,
} from '@sealbridge/policy';
import { HANDLINGS, LEGAL_BASES_OF, TLP } from '@sealbridge/vocabulary';

/** What the plain way comes to. */
export interface NaiveDecision {
  readonly allowed: boolean;
  readonly rules: readonly string[];
  readonly reason: string | null;
  readonly fields: readonly string[];
}

/** One question. `attributes` null stands for a list. */
export interface NaiveQuestion {
  readonly policy: Policy;
  readonly subject: Subject;
  readonly circumstances: Circumstances;
  readonly action: Action;
  readonly object: ObjectType;
  readonly attributes: Attributes | null;
}

type Values = Readonly<Record<string, unknown>>;
type Json = Readonly<Record<string, unknown>>;

/** Decides one question. `compare` takes the place of how two values are compared, so that a check of this check can break it. */
export function decideNaively(question: NaiveQuestion, compare: typeof compared = compared): NaiveDecision {
  const { policy, subject, circumstances, action, object, attributes } = question;
  const rules = policy.document.rules as unknown as readonly Json[];
  const granting: Json[] = [];
  const reasons: string[] = [];
  for (const rule of rules) {
    const audience = rule['audience'];
    if (rule['object'] !== object || !(rule['actions'] as unknown[]).includes(action)) continue;
    if (audience !== 'anyone' && audience !== subject.class) continue;
    const agreements = subject.class === 'member' ? subject.agreements : [];
    for (const agreement of rule['each'] === undefined ? [null] : agreements) {
      const values = valuesFor(policy, subject, circumstances, agreement);
      const failed = (rule['requires'] as Json[]).find((item) => !met(item, values, attributes, compare));
      if (failed === undefined) granting.push(rule);
      else reasons.push(failed['reason'] as string);
    }
  }
  const view = VIEWS[object] ?? [];
  const shown = granting.flatMap((rule) => (rule['fields'] as string[] | undefined) ?? [...view]);
  return {
    allowed: granting.length > 0,
    rules: [...new Set(granting.map((rule) => String(rule['id'])))],
    reason: granting.length > 0 ? null : (reasons.find((reason) => reason !== 'not_permitted') ?? 'not_permitted'),
    fields: view.filter((field) => shown.includes(field)),
  };
}

function met(item: Json, values: Values, attributes: Attributes | null, compare: typeof compared): boolean {
  if (item['conditions'] !== undefined) {
    return attributes === null || holds(item['conditions'] as Json, values, attributes, compare);
  }
  const guards = (item['anyOf'] ?? [item['guard']]) as readonly Json[];
  return guards.some(({ left, op, right }) => {
    const [one, other] = [value({ ref: left }, values), value(right, values)];
    if (op === 'contains') return Array.isArray(one) && one.some((part) => part === other);
    return compare(String(op), one, other);
  });
}

function holds(conditions: Json, values: Values, attributes: Attributes, compare: typeof compared): boolean {
  return Object.entries(conditions).every(([key, tests]) => {
    const parts = tests as readonly Json[];
    if (key === '$and') return parts.every((part) => holds(part, values, attributes, compare));
    if (key === '$or') return parts.some((part) => holds(part, values, attributes, compare));
    const actual = Object.hasOwn(attributes, key) ? attributes[key] : null;
    return Object.entries(tests as Json).every(
      ([op, wanted]) =>
        actual !== null && actual !== undefined && compare(op.replace('$', ''), actual, value(wanted, values)),
    );
  });
}

/** Compares two values that are there. */
export function compared(op: string, one: unknown, other: unknown): boolean {
  const [ones, others] = [Array.isArray(one) ? one : [one], Array.isArray(other) ? other : [other]];
  switch (op) {
    case 'eq':
      return one === other;
    case 'ne':
      return typeof one === typeof other && one !== other;
    case 'in':
    case 'within':
      return ones.every((part) => others.includes(part));
    case 'nin':
      return !others.includes(one);
    case 'any':
      return ones.some((part) => others.includes(part));
    default:
      return typeof one === 'number' && typeof other === 'number' && ordered(op, one, other);
  }
}

function ordered(op: string, one: number, other: number): boolean {
  if (one === other) return op === 'lte' || op === 'gte';
  return one < other ? op.startsWith('lt') : op.startsWith('gt');
}

function value(given: unknown, values: Values): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const name = (given as Json)['ref'] as string;
  if (!Object.hasOwn(values, name)) throw new Error(`nothing is called ${name}`);
  return values[name];
}

function valuesFor(policy: Policy, subject: Subject, act: Circumstances, agreement: LiveAgreement | null): Values {
  const time = new Date(act.time * 1000);
  const hour = Math.floor(act.time / 3600);
  return {
    ...parametersOf(policy),
    ...{ 'env.time': act.time, 'env.hour': hour, 'env.utcHour': time.getUTCHours() },
    'env.weekday': time.getUTCDay() === 0 ? 7 : time.getUTCDay(),
    'env.purposes': [act.purpose].filter((purpose) => purpose !== null),
    ...{
      'env.verified': act.verified === true,
      'env.caseRef': act.caseRef === true,
      'env.accepted': act.accepted ?? [],
    },
    ...(subject.class === 'member' ? memberValues(subject, act, hour) : {}),
    ...Object.fromEntries(
      Object.entries(agreementValues(agreement)).map(([key, given]) => [`agreement.${key}`, given]),
    ),
  };
}

function parametersOf({ document, parameters }: Policy): Values {
  const chosen = Object.entries(parameters).map(([name, choice]) => {
    const values = document.parameters[name]?.choices.find((one) => one.name === choice)?.values ?? {};
    return [[name, choice], ...Object.entries(values).map(([key, given]) => [`${name}.${key}`, given])];
  });
  return Object.fromEntries(chosen.flat().map(([name, given]) => [`param.${String(name)}`, given]));
}

function memberValues(member: Member, act: Circumstances, hour: number): Values {
  const { orgState, memberState, deviceState, rights, orgKind, agreements, unitPurposes } = member;
  const stands = (state: string): boolean => state === 'active' || state === 'provisional';
  const unsuspended =
    stands(orgState) && (stands(memberState) || memberState === 'inactive') && deviceState === 'active';
  const bases: readonly string[] = act.purpose === null ? [] : LEGAL_BASES_OF[act.purpose];
  const worksFor = unitPurposes.filter(({ purposes }) => purposes.some((purpose) => purpose === act.purpose));
  const own = {
    unsuspended,
    active: unsuspended && memberState !== 'inactive',
    vetted: orgState === 'active' && memberState === 'active',
    oversees: rights.includes('audit.read') && (orgKind === 'oversight' || orgKind === 'stewards'),
    admits: rights.includes('org.admit') && orgKind === 'stewards',
    ...{ org: member.org, orgs: [member.org], member: member.member, device: member.device, rights },
    ...{ secondWay: member.waysIn > 1, method: member.method, assurance: member.assurance },
    verifiedAgo: member.hasPasskey ? member.verifiedAgo : 0,
    ...{ units: member.units, unitsInStanding: member.unitsInStanding, unitsVetted: member.unitsVetted },
    unitsForPurpose: worksFor.map(({ unit }) => unit),
    ...{
      clearance: member.clearance,
      trainingUntil: member.trainingUntil,
      hoursUntrained: hour - member.trainingUntil,
    },
    lawful: [...bases, ...(['ngo', 'oversight', 'stewards'].includes(orgKind) ? [null] : [])].includes(
      act.legalBasis ?? null,
    ),
    partners: agreements.map(({ partner }) => partner),
    ...agreementSets(member, act),
  };
  return Object.fromEntries(Object.entries(own).map(([key, given]) => [`subject.${key}`, given]));
}

function agreementSets({ agreements, jurisdictions }: Member, act: Circumstances): Values {
  const near = (places: readonly string[]): boolean =>
    [...places, ...jurisdictions].includes('*') || places.some((place) => jurisdictions.includes(place));
  const forPurpose = (purposes: readonly string[]): boolean => purposes.some((purpose) => purpose === act.purpose);
  const signed = (uses: readonly string[]): boolean =>
    new Set([...uses, ...(act.accepted ?? [])]).size === (act.accepted ?? []).length;
  const versions = agreements.flatMap((live) => live.versions);
  const ids = (found: readonly LiveAgreement[]): string[] => found.map(({ id }) => id);
  const hashes = (found: readonly { readonly hash: string }[]): string[] => found.map(({ hash }) => hash);
  const ranks = (name: string, count: number, ceiling: 'markingCeiling' | 'handlingCeiling'): [string, string[]][] =>
    Array.from({ length: count }, (_, rank) => [
      `${name}.${rank}`,
      ids(agreements.filter((live) => live[ceiling] >= rank)),
    ]);
  return {
    agreements: ids(agreements),
    agreementsUnsuspended: ids(agreements.filter(({ standing }) => standing !== 'suspended')),
    agreementsInForce: ids(agreements.filter(({ standing }) => standing === 'in_force')),
    agreementsForPurpose: ids(agreements.filter(({ purposes }) => forPurpose(purposes))),
    agreementsAccepted: ids(agreements.filter(({ prohibited }) => signed(prohibited))),
    agreementsInJurisdiction: ids(agreements.filter((live) => near(live.jurisdictions))),
    ...Object.fromEntries(ranks('agreementsToMarking', TLP.length, 'markingCeiling')),
    ...Object.fromEntries(ranks('agreementsToHandling', HANDLINGS.length, 'handlingCeiling')),
    versionsLive: hashes(versions.filter(({ endsAt }) => endsAt > act.time)),
    versionsForPurpose: hashes(versions.filter(({ purposes }) => forPurpose(purposes))),
    versionsAccepted: hashes(versions.filter(({ prohibited }) => signed(prohibited))),
    versionsInJurisdiction: hashes(versions.filter((version) => near(version.jurisdictions))),
  };
}

function agreementValues(agreement: LiveAgreement | null): Values {
  if (agreement === null) return {};
  const { id, partner, standing, purposes, markingCeiling, handlingCeiling, attribution, prohibited } = agreement;
  const states = { unsuspended: standing !== 'suspended', inForce: standing === 'in_force' };
  return { id, partner, ...states, purposes, markingCeiling, handlingCeiling, attribution, prohibited };
}

import { Ability as CaslAbility, type MatchConditions, type RawRuleOf } from '@casl/ability';
import { rulesToAST } from '@casl/ability/extra';

import { type Circumstances, lookUp, type References, referencesOf, resolve } from './circumstances.js';
import { type Condition, parseConditions } from './condition.js';
import type { Guard, Requirement, Rule } from './document.js';
import { type Attributes, inOrder, matches } from './matcher.js';
import type { Action, ObjectType } from './objects.js';
import type { Policy } from './policy.js';
import type { RefusalCode } from './refusals.js';
import { type Columns, compile, NO_ROWS, type SqlCondition } from './sql.js';
import type { Subject } from './subject.js';

/** What is decided upon: one object with its attributes, or `list`: all objects of the type that the subject may see. */
export type Resource =
  | { readonly type: ObjectType; readonly attributes: Attributes; readonly list?: never }
  | { readonly type: ObjectType; readonly list: true; readonly attributes?: never };

/** Allowed, and by which rules; or refused, and what the person is told. */
export type Decision =
  | { readonly allowed: true; readonly rules: readonly string[] }
  | { readonly allowed: false; readonly reason: RefusalCode };

interface Instance {
  readonly rule: Rule;
  readonly requirements: readonly { readonly reason: RefusalCode; readonly holds: boolean | Condition }[];
}

type Rules = CaslAbility<[string, ObjectType | Judged], Condition>;

/** The shape CASL sees: type and attributes apart, so that no attribute can pass for the type. */
interface Judged {
  readonly objectType: ObjectType;
  readonly attributes: Attributes;
}

/**
 * The rules of one action on one object type for one subject. Closed by default: no rule means refused, in memory and in SQL.
 * Built for a single act and thrown away; throws PolicyError if the policy names what does not exist.
 */
export class Ability {
  private readonly instances: readonly Instance[];
  private readonly rules: Rules;

  constructor(
    policy: Policy,
    subject: Subject,
    circumstances: Circumstances,
    private readonly action: Action,
    private readonly object: ObjectType,
  ) {
    this.instances = policy
      .rulesOf(action, object)
      .filter((rule) => speaksOf(rule, subject))
      .flatMap((rule) => instancesOf(rule, policy, subject, circumstances));
    this.rules = abilityOf(this.instances.flatMap((instance) => rawRule(instance, action, object)));
  }

  /** Decides about one object or, for `list`, whether there is any rule at all under which some object could be seen. */
  decide(resource: Resource): Decision {
    const { attributes } = resource;
    if (attributes === undefined) {
      return this.rules.rulesFor(this.action, this.object).some((rule) => !rule.inverted)
        ? { allowed: true, rules: this.names(() => true) }
        : { allowed: false, reason: this.reason({}, false) };
    }
    const judged: Judged = { objectType: resource.type, attributes };
    return resource.type === this.object && this.rules.can(this.action, judged)
      ? { allowed: true, rules: this.names((condition) => matches(condition, attributes)) }
      : { allowed: false, reason: this.reason(attributes, true) };
  }

  /** The same rules as an SQL condition for a list; FALSE when there is no rule. */
  condition(columns: Columns, firstParameter: number): SqlCondition {
    return compileRules(this.rules, this.action, this.object, { columns, firstParameter });
  }

  private names(holds: (condition: Condition) => boolean): string[] {
    const granted = this.instances.filter((instance) =>
      instance.requirements.every(({ holds: wanted }) => (typeof wanted === 'boolean' ? wanted : holds(wanted))),
    );
    return [...new Set(granted.map((instance) => instance.rule.id))];
  }

  /**
   * The reason a person is told: of each rule the first requirement that fails, and of those the first that says anything.
   * A rule lists who is addressed first, so that a reason is only ever told to somebody who knows of the object already.
   */
  private reason(attributes: Attributes, withConditions: boolean): RefusalCode {
    const failed = this.instances.map((instance) =>
      instance.requirements.find(({ holds }) =>
        typeof holds === 'boolean' ? !holds : withConditions && !matches(holds, attributes),
      ),
    );
    return (
      failed.find((failure) => failure !== undefined && failure.reason !== 'not_permitted')?.reason ?? 'not_permitted'
    );
  }
}

function speaksOf(rule: Rule, subject: Subject): boolean {
  return rule.audience === 'anyone' || rule.audience === subject.class;
}

function instancesOf(rule: Rule, policy: Policy, subject: Subject, circumstances: Circumstances): Instance[] {
  if (rule.each === undefined) {
    return [instanceOf(rule, referencesOf(policy, subject, circumstances))];
  }
  const agreements = subject.class === 'member' ? subject.agreements : [];
  return agreements.map((agreement) => instanceOf(rule, referencesOf(policy, subject, circumstances, agreement)));
}

function instanceOf(rule: Rule, references: References): Instance {
  const holds = (requirement: Requirement): boolean | Condition => {
    if ('guard' in requirement) return guardHolds(requirement.guard, references);
    if ('anyOf' in requirement) return requirement.anyOf.some((guard) => guardHolds(guard, references));
    return parseConditions(rule.object, resolve(requirement.conditions, references));
  };
  return { rule, requirements: rule.requires.map((item) => ({ reason: item.reason, holds: holds(item) })) };
}

function guardHolds(guard: Guard, references: References): boolean {
  const left = lookUp(guard.left, references);
  const right = resolve(guard.right, references);
  switch (guard.op) {
    case 'eq':
      return left === right;
    case 'contains':
      return Array.isArray(left) && left.includes(right);
    default:
      return typeof left === 'number' && typeof right === 'number' && inOrder(guard.op, left, right);
  }
}

function rawRule({ requirements }: Instance, action: Action, object: ObjectType): RawRuleOf<Rules>[] {
  if (requirements.some(({ holds }) => holds === false)) {
    return [];
  }
  const conditions = requirements.map(({ holds }) => holds).filter((holds) => typeof holds !== 'boolean');
  const [only] = conditions;
  if (only === undefined) {
    return [{ action, subject: object }];
  }
  return [
    { action, subject: object, conditions: conditions.length === 1 ? only : { operator: 'and', value: conditions } },
  ];
}

/** A CASL ability with our own strict matcher. `rules` later in the list win over earlier ones, as CASL has it. */
export function abilityOf(rules: RawRuleOf<Rules>[]): Rules {
  return new CaslAbility<[string, ObjectType | Judged], Condition>(rules, {
    conditionsMatcher: strictMatcher,
    detectSubjectType: (judged) => judged.objectType,
  });
}

/** The rules of one action on one object type as one SQL condition; FALSE when there is none. Throws PolicyError. */
export function compileRules(
  rules: Rules,
  action: Action,
  object: ObjectType,
  { columns, firstParameter }: { readonly columns: Columns; readonly firstParameter: number },
): SqlCondition {
  const tree = rulesToAST(rules, action, object);
  // CASL combines the trees our matcher gave it and reads only operator and value; they come back in the same shape
  return tree === null ? NO_ROWS : compile(tree as unknown as Condition, columns, firstParameter);
}

function strictMatcher(condition: Condition): MatchConditions {
  const match = (judged: Judged): boolean => matches(condition, judged.attributes);
  return Object.assign(match, { ast: condition }) as unknown as MatchConditions;
}

import { abilityOf, type Asked, combine, type CompiledFor, compileRules, fieldsShown } from './casl.js';
import type { Circumstances } from './circumstances.js';
import { type CompiledRule, firstFailed, NONE_FAILED } from './compiled-rule.js';
import { type Condition, resolve } from './condition.js';
import type { Attributes } from './matcher.js';
import type { Action, ObjectType } from './objects.js';
import type { Policy } from './policy.js';
import { PolicyError } from './policy-error.js';
import type { Scope } from './references.js';
import type { RefusalCode } from './refusals.js';
import type { Columns, SqlCondition } from './sql.js';
import type { Subject } from './subject.js';
import { VIEWS } from './views.js';

/** What is decided upon: one object with its attributes, or `list`: all objects of the type that the subject may see. */
export type Resource =
  | { readonly type: ObjectType; readonly attributes: Attributes; readonly list?: never }
  | { readonly type: ObjectType; readonly list: true; readonly attributes?: never };

/** Allowed, and by which rules; or refused, and what the person is told. */
export type Decision =
  | { readonly allowed: true; readonly rules: readonly string[] }
  | { readonly allowed: false; readonly reason: RefusalCode };

/** A rule that spoke of an act: it granted it, or which of its requirements failed first. */
export interface Considered {
  readonly rule: string;
  readonly failed: null | { readonly reason: RefusalCode; readonly requirement: number };
}

/** A rule as it stands for one subject, in a rule for each agreement for one agreement. */
interface Instance {
  readonly compiled: CompiledRule;
  readonly scope: Scope;
}

interface Verdict extends Instance {
  /** Index of the first requirement that failed, or NONE_FAILED. */
  readonly failed: number;
}

/**
 * The rules of one action on one object type for one subject. Closed by default: no rule means refused, in memory and in SQL.
 * Built for a single act and thrown away.
 */
export class Ability {
  readonly #rules: readonly CompiledRule[];
  readonly #instances: readonly Instance[];

  constructor(
    policy: Policy,
    subject: Subject,
    circumstances: Circumstances,
    private readonly action: Action,
    private readonly object: ObjectType,
  ) {
    this.#rules = policy.compiledRulesOf(action, object);
    this.#instances = instancesOf(this.#rules, subject, circumstances);
  }

  /** Decides about one object or, for `list`, whether there is any rule at all under which some object could be seen. */
  decide(resource: Resource): Decision {
    const verdicts = this.#verdicts(resource);
    const granting = verdicts.filter(({ failed }) => failed === NONE_FAILED);
    return resource.type === this.object && combine(this.#rules).can(this.action, this.#asked(granting))
      ? { allowed: true, rules: namesOf(granting) }
      : { allowed: false, reason: reasonOf(verdicts) };
  }

  /**
   * Every rule that spoke of the act, in the order of the policy, and what it came to. Of a rule that holds for each agreement the
   * instance that came furthest.
   */
  account(resource: Resource): readonly Considered[] {
    const best = new Map<CompiledRule, Verdict>();
    for (const verdict of this.#verdicts(resource)) {
      const known = best.get(verdict.compiled);
      if (known === undefined || cameTo(verdict) > cameTo(known)) best.set(verdict.compiled, verdict);
    }
    return [...best.values()].map(({ compiled, failed }) => {
      const requirement = compiled.requirements[failed];
      const rule = compiled.rule.id;
      return { rule, failed: requirement === undefined ? null : { reason: requirement.reason, requirement: failed } };
    });
  }

  /**
   * The fields of the object's view that are shown, in the order of the view; none when the act is refused. For `list` those that some
   * object may show: which object shows them is what `fieldCondition` says.
   */
  permittedFields(resource: Resource): readonly string[] {
    const view = VIEWS[this.object] ?? [];
    const granting = this.#verdicts(resource).filter(({ failed }) => failed === NONE_FAILED);
    if (resource.type !== this.object) return [];
    const shown = new Set(fieldsShown(combine(this.#rules), this.action, this.#asked(granting), view));
    return view.filter((field) => shown.has(field));
  }

  /** The same rules as an SQL condition for a list; FALSE when there is no rule. Throws PolicyError. */
  condition(columns: Columns, firstParameter: number): SqlCondition {
    return this.#compile({ columns, firstParameter });
  }

  /** An SQL condition under which one field of the object's view shows. Throws PolicyError, also on a field that is not of the view. */
  fieldCondition(field: string, columns: Columns, firstParameter: number): SqlCondition {
    if (VIEWS[this.object]?.includes(field) !== true) {
      throw new PolicyError('E_POLICY_FIELD');
    }
    return this.#compile({ columns, firstParameter, field });
  }

  #verdicts(resource: Resource): Verdict[] {
    const attributes = resource.attributes ?? null;
    return this.#instances.map(({ compiled, scope }) => {
      const failed = firstFailed(compiled, scope, attributes);
      return { compiled, scope, failed };
    });
  }

  #asked(granting: readonly Instance[]): Asked {
    return { objectType: this.object, granting: new Set(granting.map(({ compiled }) => compiled)) };
  }

  #compile(asked: CompiledFor): SqlCondition {
    const raw = this.#instances
      .filter(({ compiled, scope }) => firstFailed(compiled, scope, null) === NONE_FAILED)
      .map(({ compiled, scope }) => ({
        ...{ action: this.action, subject: this.object },
        ...conditionsOf(compiled, scope),
        ...(compiled.rule.fields && { fields: [...compiled.rule.fields] }),
      }));
    return compileRules(abilityOf(raw), this.action, this.object, asked);
  }
}

function instancesOf(rules: readonly CompiledRule[], subject: Subject, circumstances: Circumstances): Instance[] {
  const plain: Scope = { subject, circumstances, agreement: null };
  const agreements = subject.class === 'member' ? subject.agreements : [];
  return rules.flatMap((compiled) => {
    const { audience, each } = compiled.rule;
    if (audience !== 'anyone' && audience !== subject.class) return [];
    if (each === undefined) return [{ compiled, scope: plain }];
    return agreements.map((agreement) => ({ compiled, scope: { ...plain, agreement } }));
  });
}

/** What a rule requires of the object, if anything, with the values of this act in it. */
function conditionsOf({ requirements }: CompiledRule, scope: Scope): { conditions?: Condition } {
  const value = requirements.flatMap(({ template }) => (template === undefined ? [] : [resolve(template, scope)]));
  const [only] = value;
  if (only === undefined) return {};
  return { conditions: value.length === 1 ? only : { operator: 'and', value } };
}

function namesOf(granting: readonly Instance[]): string[] {
  return [...new Set(granting.map(({ compiled }) => compiled.rule.id))];
}

/**
 * The reason a person is told: of each rule the first requirement that fails, and of those the first that says anything.
 * A rule lists who is addressed first, so that a reason is only ever told to somebody who knows of the object already.
 */
function reasonOf(verdicts: readonly Verdict[]): RefusalCode {
  const reasons = verdicts.map(({ compiled, failed }) => compiled.requirements[failed]?.reason ?? 'not_permitted');
  return reasons.find((reason) => reason !== 'not_permitted') ?? 'not_permitted';
}

/** How far a rule came: past every requirement is furthest. */
const cameTo = ({ failed }: Verdict): number => (failed === NONE_FAILED ? Infinity : failed);

import { Ability as CaslAbility, type MatchConditions, type RawRuleOf, type RuleOf } from '@casl/ability';
import { permittedFieldsOf, rulesToCondition } from '@casl/ability/extra';

import type { CompiledRule } from './compiled-rule.js';
import type { Condition } from './condition.js';
import { type Attributes, matches } from './matcher.js';
import type { Action, ObjectType } from './objects.js';
import { type Columns, compile, NO_ROWS, type SqlCondition } from './sql.js';

/** The shape CASL sees: type and attributes apart, so that no attribute can pass for the type. */
export interface Judged {
  readonly objectType: ObjectType;
  readonly attributes: Attributes;
}

/** A CASL ability whose conditions are trees. */
export type Rules = CaslAbility<[string, ObjectType | Judged], Condition>;

/** A mask shows the fields it names and no others: no patterns. */
const fieldMatcher = (fields: string[]) => (field: string) => fields.includes(field);

/** A CASL ability with our own strict matcher. `rules` later in the list win over earlier ones, as CASL has it. */
export function abilityOf(rules: RawRuleOf<Rules>[]): Rules {
  return new CaslAbility<[string, ObjectType | Judged], Condition>(rules, {
    conditionsMatcher: strictMatcher,
    fieldMatcher,
    detectSubjectType: (judged) => judged.objectType,
  });
}

function strictMatcher(condition: Condition): MatchConditions {
  const match = (judged: Judged): boolean => matches(condition, judged.attributes);
  return Object.assign(match, { ast: condition }) as unknown as MatchConditions;
}

/** Where a list is read, and, when it is asked about one field, which. */
export interface CompiledFor {
  readonly columns: Columns;
  readonly firstParameter: number;
  readonly field?: string;
}

/**
 * The rules of one action on one object type as one SQL condition, or those that decide about one field of it; FALSE when there is none.
 * Throws PolicyError.
 */
export function compileRules(
  rules: Rules,
  action: Action,
  object: ObjectType,
  { columns, firstParameter, field }: CompiledFor,
): SqlCondition {
  const condition = rulesToCondition<Rules, Condition, Condition>(rules.rulesFor(action, object, field), conditionOf, {
    and: (value) => ({ operator: 'and', value }),
    or: (value) => ({ operator: 'or', value }),
    empty: () => ({ operator: 'and', value: [] }),
  });
  return condition === null ? NO_ROWS : compile(condition, columns, firstParameter);
}

function conditionOf({ ast, inverted }: RuleOf<Rules>): Condition {
  // the matcher of `abilityOf` put it there
  const condition = ast as unknown as Condition;
  return inverted ? { operator: 'not', value: [condition] } : condition;
}

/** One act in the eyes of CASL: which rules grant it was found out before. */
export interface Asked {
  readonly objectType: ObjectType;
  readonly granting: ReadonlySet<CompiledRule>;
}

/** The compiled rules of one action on one object type as a CASL ability, made once for each policy. */
export type Combined = CaslAbility<[string, ObjectType | Asked], CompiledRule>;

const combined = new WeakMap<readonly CompiledRule[], Combined>();

/** The CASL ability of these rules; the same rules have the same one. */
export function combine(rules: readonly CompiledRule[]): Combined {
  const known = combined.get(rules) ?? combineNow(rules);
  combined.set(rules, known);
  return known;
}

function combineNow(rules: readonly CompiledRule[]): Combined {
  const raw = rules.flatMap((compiled) => {
    const { actions, object, fields } = compiled.rule;
    return [{ action: [...actions], subject: object, conditions: compiled, ...(fields && { fields: [...fields] }) }];
  });
  return new CaslAbility<[string, ObjectType | Asked], CompiledRule>(raw, {
    conditionsMatcher: grantingMatcher,
    fieldMatcher,
    detectSubjectType: (asked) => asked.objectType,
  });
}

function grantingMatcher(compiled: CompiledRule): MatchConditions {
  const match = (asked: Asked): boolean => asked.granting.has(compiled);
  return match as MatchConditions;
}

/** The fields that the granting rules show, each once; a rule without a mask shows all of `view`. */
export function fieldsShown(rules: Combined, action: Action, asked: Asked, view: readonly string[]): string[] {
  return permittedFieldsOf(rules, action, asked, { fieldsFrom: ({ fields }) => fields ?? [...view] });
}

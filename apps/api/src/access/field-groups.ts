import { type Action, type ObjectType, type Policy, type SqlCondition, VIEWS } from '@sealbridge/policy';

/** Fields of a view that show under the same condition, because the same rules show them. */
export interface FieldGroup {
  readonly fields: readonly string[];
  /** Over the rows of a list; FALSE when nobody's rules show them. */
  readonly condition: SqlCondition;
}

/** Of fields that show wherever the row does. */
export const IN_EVERY_ROW: SqlCondition = { text: 'TRUE', values: [] };

const known = new WeakMap<Policy, Map<string, readonly (readonly string[])[]>>();

/** The fields of a view in groups that the same rules of an action show. Follows from the policy alone, and is found out once. */
export function fieldsByRules(policy: Policy, action: Action, object: ObjectType): readonly (readonly string[])[] {
  const ofPolicy = known.get(policy) ?? new Map<string, readonly (readonly string[])[]>();
  known.set(policy, ofPolicy);
  const key = `${action}/${object}`;
  const groups = ofPolicy.get(key) ?? group(policy, action, object);
  ofPolicy.set(key, groups);
  return groups;
}

function group(policy: Policy, action: Action, object: ObjectType): string[][] {
  const rules = policy.rulesOf(action, object);
  const groups = new Map<string, string[]>();
  for (const field of VIEWS[object] ?? []) {
    const shownBy = rules.filter(({ fields }) => fields === undefined || fields.includes(field)).map(({ id }) => id);
    groups.set(shownBy.join(), [...(groups.get(shownBy.join()) ?? []), field]);
  }
  return [...groups.values()];
}

import { isReference, parseTemplate, referenceName, type References, type Template } from './condition.js';
import type { Guard, Requirement, Rule } from './document.js';
import { type Attributes, inOrder, matches } from './matcher.js';
import { kindOf, type ParameterValue, type ValueKind } from './parameters.js';
import { PolicyError } from './policy-error.js';
import { type Reference, REFERENCES, type Scope } from './references.js';
import type { RefusalCode } from './refusals.js';

/** A requirement ready to be asked: about the subject and the act alone, or about the object. */
export type CompiledRequirement =
  | { readonly reason: RefusalCode; readonly holds: (scope: Scope) => boolean; readonly template?: never }
  | { readonly reason: RefusalCode; readonly template: Template; readonly holds?: never };

/** A rule whose names are known to exist and whose comparisons are known to fit. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly requirements: readonly CompiledRequirement[];
}

/** No requirement of the rule failed. */
export const NONE_FAILED = -1;

/**
 * Makes a rule ready, with the values of the parameters in it. Throws PolicyError on a reference that does not exist or that the rule's
 * audience does not have, and on comparisons that do not fit.
 */
export function compileRule(rule: Rule, parameters: Readonly<Record<string, ParameterValue>>): CompiledRule {
  const referenceOf: References = (name) => {
    const found = Object.hasOwn(parameters, name) ? parameters[name] : REFERENCES.get(name);
    if (found === undefined || !isWithin(rule, name)) {
      throw new PolicyError('E_POLICY_REFERENCE');
    }
    return found;
  };
  return { rule, requirements: rule.requires.map((item) => compileRequirement(rule, item, referenceOf)) };
}

/** A guest has no attributes, and there is an agreement only where the rule holds for each. */
function isWithin({ audience, each }: Rule, name: string): boolean {
  if (name.startsWith('agreement.')) return each === 'agreement';
  return !name.startsWith('subject.') || audience === 'member';
}

function compileRequirement(rule: Rule, requirement: Requirement, referenceOf: References): CompiledRequirement {
  const { reason } = requirement;
  if ('conditions' in requirement) {
    return { reason, template: parseTemplate(rule.object, requirement.conditions, referenceOf) };
  }
  const guards = 'guard' in requirement ? [requirement.guard] : requirement.anyOf;
  const compiled = guards.map((guard) => compileGuard(guard, referenceOf));
  const [only] = compiled;
  if (compiled.length === 1 && only !== undefined) return { reason, holds: only };
  return { reason, holds: (scope) => compiled.some((holds) => holds(scope)) };
}

function compileGuard({ left, op, right }: Guard, referenceOf: References): (scope: Scope) => boolean {
  const one = operandOf(referenceOf(left));
  const name = referenceName(right);
  const other = operandOf(name === null ? right : referenceOf(name));
  checkFit(op, one.kind, other.kind);
  switch (op) {
    case 'eq':
      return (scope) => one.of(scope) === other.of(scope);
    case 'contains':
      return (scope) => (one.of(scope) as readonly unknown[]).includes(other.of(scope));
    default:
      return (scope) => inOrder(op, one.of(scope) as number, other.of(scope) as number);
  }
}

interface Operand {
  readonly kind: ValueKind;
  readonly of: (scope: Scope) => unknown;
}

function operandOf(found: unknown): Operand {
  const kind = kindOf(found);
  if (kind !== null) return { kind, of: () => found };
  if (typeof found === 'object' && found !== null && isReference(found as Reference)) return found as Reference;
  throw new PolicyError('E_POLICY_VALUE');
}

function checkFit(op: Guard['op'], one: ValueKind, other: ValueKind): void {
  const fits =
    op === 'contains'
      ? (one === 'texts' && other === 'text') || (one === 'numbers' && other === 'number')
      : one === other && (op === 'eq' ? one !== 'texts' && one !== 'numbers' : one === 'number');
  if (!fits) {
    throw new PolicyError('E_POLICY_VALUE');
  }
}

/**
 * The index of the first requirement that fails over an object, or NONE_FAILED. Null stands for all objects: only what can be said of
 * the subject and the act is asked.
 */
export function firstFailed({ requirements }: CompiledRule, scope: Scope, attributes: Attributes | null): number {
  return requirements.findIndex(({ holds, template }) =>
    template === undefined ? !holds(scope) : attributes !== null && !matches(template, attributes, scope),
  );
}

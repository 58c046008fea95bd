import { recordOf, shaped } from './json.js';
import { PolicyError } from './policy-error.js';

/** What a parameter can be set to. */
export interface Choice {
  readonly name: string;
  /** What it means, in plain words. */
  readonly words: string;
  /** The values that rules refer to as `param.<parameter>.<key>`. */
  readonly values: Readonly<Record<string, ParameterValue>>;
}

/** A value of a choice: what a guard or a condition may compare with. */
export type ParameterValue = string | number | boolean | readonly string[] | readonly number[];

/** What the stewards may set without a change of the rules: one of a closed list of choices. */
export interface Parameter {
  readonly words: string;
  readonly choices: readonly Choice[];
  readonly default: string;
}

/** Parameters by their names. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** The name of the choice made of each parameter. */
export type Chosen = Readonly<Record<string, string>>;

/** The default of every parameter. */
export function defaultsOf(parameters: Parameters): Chosen {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));
}

/** Checks that one listed choice is made of every parameter and of nothing else. Throws PolicyError E_POLICY_PARAMETER. */
export function checkChosen(parameters: Parameters, chosen: Chosen): void {
  const names = Object.keys(parameters);
  if (Object.keys(chosen).length !== names.length || !names.every((name) => choiceOf(parameters, chosen, name))) {
    throw new PolicyError('E_POLICY_PARAMETER');
  }
}

/** What rules may refer to: `param.<name>` is the name of the choice, `param.<name>.<key>` one of its values. */
export function valuesOf(parameters: Parameters, chosen: Chosen): Readonly<Record<string, ParameterValue>> {
  return Object.fromEntries(
    Object.keys(parameters).flatMap((name) => {
      const choice = choiceOf(parameters, chosen, name);
      if (choice === undefined) throw new PolicyError('E_POLICY_PARAMETER');
      const values = Object.entries(choice.values).map(([key, value]) => [`param.${name}.${key}`, value] as const);
      return [[`param.${name}`, choice.name] as const, ...values];
    }),
  );
}

function choiceOf(parameters: Parameters, chosen: Chosen, name: string): Choice | undefined {
  const choice = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
  return parameters[name]?.choices.find((candidate) => candidate.name === choice);
}

/** Names of parameters, in two parts: `opening.hours`. */
export const PARAMETER_PATTERN = '^[a-z][A-Za-z]*\\.[a-z][A-Za-z]*$';
/** Names of values of a choice. */
export const KEY_PATTERN = '^[a-z][A-Za-z]*$';
const PARAMETER_NAME = new RegExp(PARAMETER_PATTERN, 'u');
const KEY = new RegExp(KEY_PATTERN, 'u');

/**
 * Reads parameters. Throws PolicyError: closed keys, names in two parts, at least two choices with different names and the same keys with
 * values of one kind each, a default that is one of them.
 */
export function parseParameters(input: unknown): Parameters {
  const entries = Object.entries(recordOf(input));
  return Object.fromEntries(entries.map(([name, parameter]) => [name, parseParameter(name, parameter)]));
}

function parseParameter(name: string, input: unknown): Parameter {
  const { words, choices, default: chosen } = shaped(input, ['words', 'choices', 'default']);
  if (!PARAMETER_NAME.test(name) || !isWords(words) || !Array.isArray(choices) || choices.length < 2) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  const parsed = choices.map(parseChoice);
  const names = parsed.map((choice) => choice.name);
  const kinds = parsed.map(({ values }) =>
    JSON.stringify(
      Object.entries(values)
        .map(([key, value]) => [key, kindOf(value)])
        .sort(),
    ),
  );
  if (
    new Set(names).size !== names.length ||
    new Set(kinds).size !== 1 ||
    typeof chosen !== 'string' ||
    !names.includes(chosen)
  ) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return { words, choices: parsed, default: chosen };
}

function parseChoice(input: unknown): Choice {
  const { name, words, values } = shaped(input, ['name', 'words', 'values']);
  const entries = Object.entries(recordOf(values));
  if (typeof name !== 'string' || name === '' || !isWords(words) || !entries.every(([key]) => KEY.test(key))) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return { name, words, values: Object.fromEntries(entries.map(([key, value]) => [key, parseValue(value)])) };
}

const isWords = (words: unknown): words is string => typeof words === 'string' && words.trim() !== '';

/** What a value that rules refer to can be. An empty list counts as one of texts. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'texts' | 'numbers';

function parseValue(value: unknown): ParameterValue {
  if (kindOf(value) === null) {
    throw new PolicyError('E_POLICY_VALUE');
  }
  return value as ParameterValue;
}

/** The kind of a value, null when it is none that a parameter may have. */
export function kindOf(value: unknown): ValueKind | null {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (Number.isSafeInteger(value)) return 'number';
  if (!Array.isArray(value)) return null;
  if (value.length > 0 && value.every((item) => Number.isSafeInteger(item))) return 'numbers';
  return value.every((item) => typeof item === 'string') ? 'texts' : null;
}

import type { PolicyDocument, Rule } from './document.js';
import { canonicalText } from './json.js';
import type { Action } from './objects.js';
import type { Chosen } from './parameters.js';

/** A document with the choices made of its parameters; the rules may be of another version than this library's. */
export interface ChosenDocument {
  readonly document: PolicyDocument;
  readonly parameters: Chosen;
}

/** A choice and what it means. */
export interface ChoiceWords {
  readonly choice: string;
  readonly words: string;
}

/** What changes of one parameter; null where it was not there, or is no more. */
export interface ParameterChange {
  readonly name: string;
  /** What the parameter is about, in plain words. */
  readonly words: string;
  readonly before: ChoiceWords | null;
  readonly after: ChoiceWords | null;
  /** The acts that are decided by it. */
  readonly decides: readonly Action[];
}

/** What changes from one policy to the next. */
export interface PolicyChanges {
  readonly parameters: readonly ParameterChange[];
  /** Ids of rules that come, go, or read otherwise. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** The acts that some of these rules are about. */
  readonly actions: readonly Action[];
}

/** What changes from one policy to the next, by parameter and by rule, in the order of the later one. `before` null: everything is new. */
export function policyChanges(before: ChosenDocument | null, after: ChosenDocument): PolicyChanges {
  const [old, now] = [rulesById(before), rulesById(after)];
  const added = [...now.keys()].filter((id) => !old.has(id));
  const removed = [...old.keys()].filter((id) => !now.has(id));
  const changed = [...now].flatMap(([id, rule]) => {
    const earlier = old.get(id);
    return earlier !== undefined && canonicalText(earlier) !== canonicalText(rule) ? [id] : [];
  });
  const touched = [...added, ...changed].flatMap((id) => now.get(id) ?? []);
  const gone = [...removed, ...changed].flatMap((id) => old.get(id) ?? []);
  const actions = [...new Set([...touched, ...gone].flatMap((rule) => rule.actions))];
  return { parameters: parameterChanges(before, after), added, removed, changed, actions };
}

/** The acts whose rules look at a parameter. */
export function decidedBy({ rules }: PolicyDocument, name: string): Action[] {
  const reference = new RegExp(`"param\\.${name.replaceAll('.', '\\.')}(?:"|\\.)`, 'u');
  return [...new Set(rules.filter((rule) => reference.test(canonicalText(rule))).flatMap(({ actions }) => actions))];
}

function parameterChanges(before: ChosenDocument | null, after: ChosenDocument): ParameterChange[] {
  const names = new Set([...Object.keys(after.parameters), ...Object.keys(before?.parameters ?? {})]);
  return [...names].flatMap((name) => {
    const [old, now] = [choiceOf(before, name), choiceOf(after, name)];
    if (old !== null && now !== null && old.choice === now.choice && old.words === now.words) return [];
    const { document } = now === null && before !== null ? before : after;
    const words = document.parameters[name]?.words ?? '';
    return [{ name, words, before: old, after: now, decides: decidedBy(document, name) }];
  });
}

function choiceOf(policy: ChosenDocument | null, name: string): ChoiceWords | null {
  const choice = policy?.parameters[name];
  if (policy === null || choice === undefined) return null;
  const words = policy.document.parameters[name]?.choices.find((candidate) => candidate.name === choice)?.words;
  return { choice, words: words ?? choice };
}

function rulesById(policy: ChosenDocument | null): Map<string, Rule> {
  return new Map((policy?.document.rules ?? []).map((rule) => [rule.id, rule]));
}

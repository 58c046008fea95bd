import { decidedBy, type ParameterChange, type Policy, type PolicyChanges } from '@sealbridge/policy';

import { table } from '../output/table.js';

const WIDTH = 96;
const INDENT = '  ';
/** Rules of a kind that are named one by one; more are counted. */
const NAMED = 12;

/** The parameters of a policy: what holds, and what else could. */
export function parametersText({ document, parameters }: Policy): string {
  return Object.entries(document.parameters)
    .flatMap(([name, { words, choices }]) => [
      `${name}: ${words}`,
      ...choices.map((choice) => `${choice.name === parameters[name] ? '* ' : INDENT}${choice.name}: ${choice.words}`),
      ...wrap(`decides ${decidedBy(document, name).join(', ')}`),
    ])
    .join('\n');
}

/** The parameters in one table. */
export function parameterTable({ document, parameters }: Policy): string {
  const rows = Object.entries(parameters).map(([name, choice]) => {
    const words = document.parameters[name]?.choices.find((candidate) => candidate.name === choice)?.words;
    return [name, choice, words ?? ''];
  });
  return table([['parameter', 'choice', 'means'], ...rows]);
}

/** What would change, for whoever is about to sign it: parameter by parameter in plain words, rules by their names. */
export function changesText({ parameters, added, removed, changed, actions }: PolicyChanges): string {
  const rules = [
    ...rulesLine('new', added),
    ...rulesLine('gone', removed),
    ...rulesLine('changed', changed),
    ...(actions.length === 0 ? [] : wrap(`these rules decide ${actions.join(', ')}`)),
  ];
  const lines = [...parameters.flatMap(parameterLines), ...rules];
  return lines.length === 0 ? 'nothing changes' : lines.join('\n');
}

function parameterLines({ name, words, before, after, decides }: ParameterChange): string[] {
  return [
    `${name}: ${words}`,
    ...wrap(`before: ${before === null ? 'no such parameter' : `${before.words} (${before.choice})`}`),
    ...wrap(`after:  ${after === null ? 'no such parameter' : `${after.words} (${after.choice})`}`),
    ...wrap(`for everybody in every organisation who does this: ${decides.join(', ')}`),
  ];
}

function rulesLine(kind: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const named = ids.slice(0, NAMED).join(', ');
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return [`rules that are ${kind}: ${ids.length}`, ...wrap(`${named}${more}`)];
}

/** When a change counts, in the words that stand under every proposal. */
export const WHEN_IT_COUNTS =
  'it counts for the next act of everybody, on every server of this instance, once stewards of both seats have signed; what was opened before stays as it was';

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => INDENT + line);
}

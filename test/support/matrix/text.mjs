// The matrix as text that a person can review: a file for each object type, a line for everybody who is answered alike.
import { PURPOSES } from '@sealbridge/vocabulary';

import { ASKERS, LETTERS } from './matrix.mjs';
import { RESOURCES } from './resources.mjs';
import { NOBODY, ROLES, STATES } from './subjects.mjs';

/** The files by their names. */
export function filesOf({ answered }) {
  const files = new Map();
  for (const question of answered) {
    const name = `${question.object}.txt`;
    files.set(name, [...(files.get(name) ?? []), ...sectionOf(question)]);
  }
  return new Map([...files].map(([name, lines]) => [name, `${lines.join('\n')}\n`]));
}

function sectionOf({ action, object, omitted, answers }) {
  const title = omitted === '' ? `== ${action}` : `== ${action}, ${omitted}`;
  return [
    title,
    ...Object.keys(RESOURCES[object]).flatMap((state, at) => [
      `-- ${state}`,
      ...linesOf(answers.map((row) => row[at])),
    ]),
    '',
  ];
}

/** One line for each sort of people: who, then each state in which they are answered in a way of its own. */
function linesOf(letters) {
  const sorts = new Map();
  for (const who of [...ROLES, NOBODY]) {
    const own = ASKERS.flatMap((asker, at) => (asker.who === who ? [[asker.state, letters[at]]] : []));
    const line = stateWords(own);
    sorts.set(line, [...(sorts.get(line) ?? []), who.name]);
  }
  return [...sorts].map(([line, names]) => `${names.length > ROLES.length ? 'everybody' : names.join(', ')}: ${line}`);
}

/** What most states are answered first, without a name; a purpose that makes no difference is not written out. */
function stateWords(own) {
  const short = (answer) => (new Set(answer).size === 1 ? answer[0] : answer);
  const usual = short(own[0][1]);
  const others = own
    .slice(1)
    .flatMap(([state, answer]) => (short(answer) === usual ? [] : [`${state} ${short(answer)}`]));
  return [usual, ...others].join(' | ');
}

/** The table of the reference page: whether a role in order may do something with anything of a kind, whatever the purpose. */
export function summaryOf({ answered }) {
  const active = [...ROLES, NOBODY].map((who) =>
    ASKERS.findIndex((asker) => asker.who === who && asker.state === 'active'),
  );
  const names = [...ROLES, NOBODY].map(({ name }) => name);
  const rows = answered
    .filter(({ omitted }) => omitted === '')
    .map(({ action, object, answers }) => [
      `\`${action}\` ${object}`,
      ...active.map((at) => shareOf(answers[at].join(''))),
    ]);
  return [
    `| action | ${names.join(' | ')} |`,
    `|---|${names.map(() => ':-:').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
}

function shareOf(letters) {
  const allowed = [...letters].filter((letter) => letter === LETTERS.allowed || letter === LETTERS.masked).length;
  return allowed === 0 ? '' : allowed === letters.length ? 'all' : 'some';
}

/** The letters, for the page. */
export const legend = () => Object.entries(LETTERS).map(([answer, letter]) => `| \`${letter}\` | \`${answer}\` |`);
export const purposes = () => PURPOSES.map((purpose, at) => `${String(at + 1)}. \`${purpose}\``);
export const states = () => Object.keys(STATES);

// Operations drawn from the schema, valid, nearly valid and none at all, sent by people of every role to a running server. None may
// hear of what is another's, no answer may be a failure of the server or hold its inner words, and none may cost it more than a
// bounded time of the processor. Case i depends on (seed, i) alone, and the world it is sent to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSchema } from 'graphql';

import { judge } from '../../support/fuzz/answers.mjs';
import { MOST_CPU_MS, MOST_MEDIAN_CPU_MS, medianOf } from '../../support/fuzz/budget.mjs';
import { makeRequest, rootFields, styleOf } from '../../support/fuzz/document.mjs';
import { withDemo } from '../../support/fuzz/demo.mjs';
import { readGrounds, sayersOf } from '../../support/fuzz/grounds.mjs';
import { inHundred, pick, randomOf } from '../../support/fuzz/random.mjs';
import { cursorsOf, send } from '../../support/fuzz/send.mjs';

/** What is counted. */
export const unit = 'operations';
/** Operations of the long form. */
export const defaultCount = 200_000;
/** Operations on one instance, between two notes of the state. */
export const batch = 20_000;

const MAX_FAILURES = 20;
const PROGRESS_EVERY = 100;
/** How often an operation over the limit of time is sent again before it counts: a pause of the machine does not come thrice. */
const AGAIN = 2;
const FAR_BEYOND = 4;
/** Of a hundred requests of which something is asked that was asked before. */
const REPLAYED = 20;
/** The same in the survey. */
const SURVEYED = 60;
/** Most refusals for too many requests, of a hundred: beyond it too little is looked at. */
const MOST_LIMITED = 10;

/**
 * @typedef {{ url: string, admin: import('pg').Client, cpu: () => number,
 *   said?: { field: string, body: string, token: string | null }[] }} Target
 * `admin` is a connection as the superuser; `cpu` the processor time of the server so far in ms; `said` are requests that were really
 * sent while the world was made, to be sent again and changed.
 */

/**
 * Sends `count` operations from case `from` on. `failures` names what was wrong, with its case.
 * @param {{ seed: number, from: number, count: number, target?: Target, enough?: (failures: string[]) => boolean,
 *   onProgress?: (done: number) => void }} options without `target` an instance with the demo world is started and stopped;
 *   `enough` says when to stop looking
 * @returns {Promise<{ done: number, failures: string[], notes: string[],
 *   reached: { queries: string[], anybody: Set<string> } }>}
 */
export async function run({ target, ...work }) {
  return target === undefined ? withDemo((demo) => fuzz(demo, work)) : fuzz(target, work);
}

async function fuzz(target, { seed, from, count, onProgress, enough = (failures) => failures.length >= MAX_FAILURES }) {
  const schema = buildSchema(readFileSync(join('libs', 'api-client', 'schema.graphql'), 'utf8'));
  const grounds = await readGrounds(target.admin);
  grounds.cursors = await cursorsOf(target.url, schema, grounds.askers);
  const said = target.said ?? [];
  const tokens = said.flatMap(({ token }) => (token === null ? [] : [token]));
  const sayers = await sayersOf(target.admin, tokens, grounds.askers);
  const there = { target, schema, grounds, said, sayers, roots: rootFields(schema) };
  const seen = { failures: [], spent: [], statuses: new Map(), reached: new Map(), limited: 0 };
  let done = 0;
  while (done < count && !enough(seen.failures)) {
    const faults = await one(there, seen, randomOf(seed, from + done), from + done);
    seen.failures.push(...faults.map((fault) => `case ${from + done} of seed ${seed}: ${fault}`));
    done += 1;
    if (done % PROGRESS_EVERY === 0) onProgress?.(done);
  }
  const failures = [...seen.failures, ...(await atTheEnd(there, seen, done))];
  const queries = Object.keys(schema.getQueryType().getFields());
  const reached = { queries, anybody: seen.reached.get('anybody') ?? new Set() };
  return { done, failures, notes: notesOf(there, seen), reached };
}

/** Root fields and people go round, so that each of the one meets each of the other. */
async function one(there, seen, random, index) {
  const { target, grounds } = there;
  const { request, asker, style } = drawCase(there, random, index);
  const first = await timed(target, request, asker);
  const { status } = first.answer;
  seen.statuses.set(status, (seen.statuses.get(status) ?? 0) + 1);
  seen.spent.push(first.spent);
  const { faults, reached, codes } = judge(first.answer, { request, asker, grounds });
  if (status === 429 || codes.includes('RATE_LIMITED')) seen.limited += 1;
  if (codes.includes('UNAUTHENTICATED')) await grounds.renew(asker);
  if (reached) for (const name of [asker.name, 'anybody']) reach(seen.reached, name, request.root);
  if (first.spent > MOST_CPU_MS && (await leastOf(target, request, asker, first.spent)) > MOST_CPU_MS) {
    faults.push(`processor time ${Math.round(first.spent)} ms`);
  }
  return faults.map((fault) => `${style} ${request.root} by ${asker.name}: ${fault}`);
}

/** The first time round is a survey: each asks as an honest client does, so that what can be reached is reached. */
function drawCase({ schema, grounds, roots, said, sayers }, random, index) {
  const root = roots[index % roots.length];
  const asker = grounds.askers[Math.floor(index / roots.length) % grounds.askers.length];
  const survey = index < roots.length * grounds.askers.length;
  const style = survey ? 'valid' : styleOf(random);
  const before = said.filter(({ field }) => field === root.field.name);
  if (before.length === 0 || !inHundred(random, survey ? SURVEYED : REPLAYED)) {
    return { request: makeRequest({ random, schema, grounds, asker, survey }, root, style), asker, style };
  }
  const { body, token } = pick(random, before);
  const sayer = survey || inHundred(random, 50) ? (sayers.get(token) ?? asker) : asker;
  return { request: replayed(body, root.field.name), asker: sayer, style: 'said before' };
}

const replayed = ({ body }, root) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-sealbridge-request': '1' },
  body,
  root,
  fields: [root],
});

async function timed(target, request, asker) {
  const before = target.cpu();
  const answer = await send(target.url, request, asker).catch((error) => ({
    status: 599,
    text: '',
    error: error.name,
  }));
  return { answer, spent: target.cpu() - before };
}

/** What an operation takes at least; one that is far beyond the limit is not sent again. */
async function leastOf(target, request, asker, first) {
  const spent = [first];
  const again = first > FAR_BEYOND * MOST_CPU_MS ? 0 : AGAIN;
  for (let time = 0; time < again; time += 1) spent.push((await timed(target, request, asker)).spent);
  return Math.min(...spent);
}

function reach(reached, name, field) {
  reached.set(name, (reached.get(name) ?? new Set()).add(field));
}

async function atTheEnd({ target }, { spent, limited }, done) {
  const faults = [];
  const live = await fetch(`${target.url}/livez`).then(
    ({ status }) => status,
    () => 0,
  );
  if (live !== 200) faults.push(`the server is not alive: ${live}`);
  const median = medianOf(spent);
  if (median > MOST_MEDIAN_CPU_MS) faults.push(`median of processor time ${median.toFixed(1)} ms`);
  if (limited * 100 > MOST_LIMITED * done)
    faults.push(`${limited} of ${done} were too many requests: raise the limits`);
  return faults;
}

function notesOf({ roots, grounds }, { spent, statuses, reached, limited }) {
  const anybody = reached.get('anybody') ?? new Set();
  const never = roots.map(({ field }) => field.name).filter((name) => !anybody.has(name));
  const highest = spent.reduce((most, one) => Math.max(most, one), 0);
  return [
    `people: ${grounds.askers.map(({ name }) => name).join(', ')}`,
    `processor time per operation: median ${medianOf(spent).toFixed(1)} ms, highest ${highest.toFixed(0)} ms`,
    `statuses: ${[...statuses].map(([status, times]) => `${status} ${times}`).join(', ')}; too many requests ${limited}`,
    `reached with a success: ${[...reached].map(([name, fields]) => `${name} ${fields.size}`).join(', ')}`,
    `never reached with a success: ${never.join(', ') || 'nothing'}`,
  ];
}

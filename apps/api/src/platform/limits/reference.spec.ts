// The page of the limits and the code say the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MAX_STREAMS_PER_DEVICE } from '../../reports/report-rules.js';
import { OPERATION_MS } from '../deadline/operation-deadline.js';
import * as counts from '../graphql/document-limits.js';
import { MAX_TOKENS } from '../graphql/limits.js';
import { MAX_PAGE } from '../graphql/page.js';
import * as weight from '../graphql/weight.js';
import * as server from '../http/bounded-server.js';
import * as body from '../http/graphql-body.js';
import * as variables from '../http/variable-limits.js';
import * as admission from '../overload/admission.js';
import { RATE_LIMITS } from './rate-limits.js';

const page = readFileSync(join(__dirname, '../../../../../docs/reference/limits.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** The numbers of the first row with this beginning. */
function numbersOf(beginning: string): number[] {
  const row = rows.find(([, first = '']) => first.startsWith(beginning));
  if (row === undefined) throw new Error(`no row ${beginning}`);
  return row
    .slice(2)
    .flatMap((cell) => (/^[\d,]+/u.test(cell) ? [Number(/^[\d,]+/u.exec(cell)?.[0].replaceAll(',', ''))] : []));
}

const seconds = (ms: number): number => ms / 1000;

it.each(Object.entries(RATE_LIMITS))('the limit %s is on the page', (name, { points, seconds: window }) => {
  expect(numbersOf(`\`${name}\``)).toEqual([points, window]);
});

it.each([
  ['(tokens)', MAX_TOKENS],
  ['`depth`', weight.MAX_DEPTH],
  ['`aliases`', counts.MAX_ALIASES],
  ['`directives`', counts.MAX_DIRECTIVES],
  ['`fragments`', counts.MAX_FRAGMENTS],
  ['`operations`', counts.MAX_OPERATIONS],
  ['`repeats`', counts.MAX_REPEATS],
  ['`introspection`', counts.MAX_INTROSPECTIONS],
  ['`cost`', weight.MAX_COST],
  ['connections of one process', server.MAX_CONNECTIONS],
  ['connections of one network', server.MAX_CONNECTIONS_PER_NETWORK],
  ['requests over one connection', server.MAX_REQUESTS_PER_CONNECTION],
  ['header, all lines', server.MAX_HEADER_BYTES],
  ['lines of the header', server.MAX_HEADER_LINES],
  ['time until the header', seconds(server.HEADERS_TIMEOUT_MS)],
  ['time until a request', seconds(server.REQUEST_TIMEOUT_MS)],
  ['time in which nothing moves', seconds(server.STALLED_MS)],
  ['time without a request', seconds(server.KEPT_MS)],
  ['streams of ciphertext', MAX_STREAMS_PER_DEVICE],
  ['body', body.MAX_BODY_BYTES],
  ['time until the body', seconds(body.BODY_TIMEOUT_MS)],
  ['bodies that are arriving', body.MAX_BODIES_BYTES],
  ['text of the document', variables.MAX_DOCUMENT_LENGTH],
  ['nesting of variables', variables.MAX_VARIABLE_DEPTH],
  ['a list in variables', variables.MAX_LIST_ITEMS],
  ['values in all variables', variables.MAX_VALUES],
  ['time of one operation', seconds(OPERATION_MS)],
  ['operations under way', admission.MAX_UNDER_WAY],
  ['of these without a session', admission.MAX_GUESTS_UNDER_WAY],
  ['operations that wait', admission.MAX_QUEUED],
  ['time of waiting', seconds(admission.MAX_QUEUED_MS)],
])('the page says of %s: %s', (beginning, value) => {
  expect(numbersOf(beginning)[0]).toBe(value);
});

it('says in words what has no row', () => {
  expect(page).toContain(`a mutation ${weight.MUTATION_COST}, a field at the root of a query ${weight.QUESTION_COST}`);
  expect(page).toContain(`${weight.MAX_INTROSPECTION_DEPTH - 1} fields in fields`);
  expect(page).toContain(`A page has at most ${MAX_PAGE} entries`);
  expect(rows.filter(([, first = '']) => first.startsWith('of these without a session'))[1]?.[2]).toBe(
    String(admission.MAX_GUESTS_QUEUED),
  );
});

// Judges what a server answered to something strange.

/** Codes of errors; anything else is not of this server. */
const CODES = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'PERSISTED_ONLY',
  'NOT_FOUND',
  'UNAVAILABLE',
]);
/** What only an inner text holds: places in code, words of PostgreSQL, of Node.js and of libraries. */
const INNER =
  /\bat \S+ \(|\.[cm]?[jt]s:\d+|node_modules|\/apps\/api\/|\bSQLSTATE\b|violates|relation \\?"|column \\?"|syntax error at|invalid input syntax|ECONN|Cannot read|is not a function|is not iterable|of undefined|TypeError|RangeError|ReferenceError|QueryFailedError|libsodium|Did you mean/;
/** Longest message a person is shown. */
const MOST_MESSAGE = 160;

/** What a failure of the expected kind is called among the members of a union. */
const FAILURES = new Set(['Refused', 'Invalid', 'Conflict', 'RateLimited', 'StaleEpoch']);

/**
 * What is wrong with an answer to a request of GraphQL, and what was reached by it.
 * @returns {{ faults: string[], reached: boolean, codes: string[] }}
 */
export function judge({ status, text, error }, { request, asker, grounds }) {
  const faults = error === undefined ? [] : [`no answer: ${error}`];
  const answer = parsed(text);
  const errors = Array.isArray(answer?.errors) ? answer.errors : [];
  const codes = errors.map((error) => error?.extensions?.code ?? 'none');
  if (status >= 500) faults.push(`status ${status}`);
  if (answer === null && text !== '') faults.push('the answer is no JSON');
  faults.push(...codes.filter((code) => !CODES.has(code)).map((code) => `code ${code}`));
  faults.push(...messagesOf(answer).flatMap(innerText));
  faults.push(...foreignIn(text, { request, asker, grounds }));
  return { faults, reached: isReached(answer?.data?.[request.root], errors), codes: [...new Set(codes)] };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Every message of an answer: of errors, and of members of unions that say what failed. */
function messagesOf(value) {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(messagesOf);
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'stacktrace'
      ? ['at stacktrace (']
      : key === 'message' && typeof inner === 'string'
        ? [inner]
        : messagesOf(inner),
  );
}

function innerText(message) {
  const isInner = INNER.test(message) || message.includes('\n') || message.length > MOST_MESSAGE;
  return isInner ? [`inner text: ${message.slice(0, MOST_MESSAGE)}`] : [];
}

/** Values of others that the asker must not hear of, and that the request did not hold. */
function foreignIn(text, { request, asker, grounds }) {
  const foreign = [...grounds.scan.find(text)].filter((about) => grounds.isForeign(about, asker));
  if (foreign.length === 0) return [];
  const asked = grounds.scan.find(request.body ?? '');
  return foreign
    .filter((about) => !asked.has(about))
    .map(({ kind, what }) => `foreign ${kind} ${what}`)
    .slice(0, 3);
}

const isReached = (data, errors) =>
  data !== undefined && data !== null && errors.length === 0 && !FAILURES.has(data.__typename);

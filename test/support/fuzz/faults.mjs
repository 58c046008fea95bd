// What is wrong with a document or a request on purpose.
import { bytesOf, pick } from './random.mjs';

const NESTED = 60;
const MANY = 300;
const TOO_LONG = 1_100_000;
const INTROSPECTION = '{ __schema { types { name fields { name args { name } } } } }';

const once = (text, from, to) => text.replace(from, () => to);
const deep = (field) => `${`${field} { `.repeat(NESTED)}__typename${' }'.repeat(NESTED)}`;

/** Each takes a valid document and gives one with something wrong, or unusual. */
export const DOCUMENT_FAULTS = [
  (text) => once(text, '__typename', 'noSuchField __typename'),
  (text) => once(text, '__typename', '__typename ...NoSuchFragment'),
  (text) => once(text, '__typename', '__typename @noSuchDirective'),
  (text) => once(text, '__typename', '__typename @include(if: 5)'),
  (text) => once(text, '__typename', '__typename @skip'),
  (text) => once(text, '__typename', `__typename ${deep('node')}`),
  (text) => once(text, '__typename', Array.from({ length: MANY }, (_, n) => `x${n}: __typename`).join(' ')),
  (text) => once(text, '__typename', '__typename '.repeat(MANY)),
  (text) => once(text, '__typename', `__typename${' @include(if: true)'.repeat(MANY)}`),
  (text) => `${text}\nfragment A on Query { ...B }\nfragment B on Query { ...A }`,
  (text) => `${text}\nfragment Unused on Query { __typename }`,
  (text) => `${text}\nfragment F0 on NoSuchType { a }`,
  (text) => `${text}\n${text}`,
  (text) => `${text}\n{ __typename }`,
  (text) => `${text}\nmutation Other { __typename }`,
  (text) => once(text, 'Drawn', 'Drawn($unused: NoSuchType)'),
  (text) => once(text, 'Drawn', 'Drawn($twice: Int, $twice: String)'),
  (text) => once(text, /^query|^mutation/, 'subscription'),
  (text) => once(text, /^query|^mutation/, 'frobnicate'),
  (text) => once(text, 'first: ', 'first: 99999999999999999999'),
  (text) => once(text, 'first: ', 'first: -'),
  (text) => once(text, /\$v0\w+/, '"a text"'),
  (text) => once(text, /\$v0\w+/, '{a: [{b: 1.5e400}]}'),
  (text) => once(text, /\$v0\w+/, '$undefined'),
  (text) => once(text, /: \$v0\w+/, ': ENUM_VALUE'),
  (text, random) => text.slice(0, random(text.length)),
  (text, random) => {
    const at = random(text.length);
    return (
      text.slice(0, at) +
      pick(random, ['}', '{', '"""', '\u0000', '\ufeff', '😀', '$', '...', '\\u{110000}']) +
      text.slice(at)
    );
  },
  (_, random) => Buffer.from(bytesOf(random, 200), 'base64').toString('latin1'),
  () => '',
  () => '#',
  () => INTROSPECTION,
  () => '{ __type(name: "Query") { name } }',
  () => 'subscription { inboxChanged { reportId } }',
  () => `{ me ${deep('unit')} }`,
  () => `query Drawn { ${'me { __typename } '.repeat(MANY)} }`,
  () => '{ '.repeat(5_000),
];

const json = (plain, value) => ({ ...plain, body: typeof value === 'string' ? value : JSON.stringify(value) });
const typed = (plain, type) => ({ ...plain, headers: { ...plain.headers, 'content-type': type } });

/** Each takes a whole request and what it says, and gives one that is none. */
export const REQUEST_FAULTS = [
  (plain) => json(plain, plain.body.slice(0, -1)),
  (plain, request) => json(plain, [request, request]),
  (plain) => json(plain, '[]'),
  (plain) => json(plain, 'null'),
  (plain) => json(plain, '"text"'),
  (plain) => json(plain, ''),
  (plain) => json(plain, '{"__proto__": {"query": 1}}'),
  (plain, request) => json(plain, { ...request, query: 7 }),
  (plain, request) => json(plain, { ...request, query: null }),
  (plain, request) => json(plain, { ...request, query: [request.query] }),
  (plain, request) => json(plain, { ...request, variables: 'text' }),
  (plain, request) => json(plain, { ...request, variables: [1] }),
  (plain, request) => json(plain, { ...request, operationName: { a: 1 } }),
  (plain, request) => json(plain, { ...request, operationName: 'NoSuchOperation' }),
  (plain, request) => json(plain, { ...request, extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } }),
  (plain, request) => json(plain, { variables: request.variables }),
  (plain, request) => json(plain, { ...request, padding: 'x'.repeat(TOO_LONG) }),
  (plain) => json(plain, `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  (plain) => typed(plain, 'text/plain'),
  (plain) => typed(plain, 'application/x-www-form-urlencoded'),
  (plain) => typed(plain, 'multipart/form-data; boundary=x'),
  (plain) => typed(plain, 'application/json; charset=utf-7'),
  (plain) => ({ ...plain, headers: { 'content-type': 'application/json' } }),
  (plain) => ({ ...plain, headers: { ...plain.headers, 'content-encoding': 'gzip' } }),
  (plain) => ({ ...plain, headers: { ...plain.headers, accept: 'text/html' } }),
  (plain) => ({ ...plain, headers: { ...plain.headers, cookie: '__Host-session=x; a=\u00e9' } }),
  (plain) => ({ ...plain, headers: { ...plain.headers, authorization: 'Bearer ' } }),
  (plain) => ({ ...plain, headers: { ...plain.headers, authorization: `Bearer ${'A'.repeat(4_000)}` } }),
  (plain) => ({ ...plain, method: 'PUT' }),
  (plain) => ({ ...plain, method: 'GET', body: undefined }),
  (plain) => ({ ...plain, method: 'DELETE' }),
];

// What is said over a live connection, drawn: who it says it is, and then messages of which few are what a client sends.
import { DOCUMENT_FAULTS } from './faults.mjs';
import { hostileValue } from './hostile.mjs';
import { inHundred, pick } from './random.mjs';

const SUBSCRIPTION = 'subscription Drawn {\n  inboxChanged { __typename reportId kind at }\n}';
const MOST_MESSAGES = 4;
const TURNS = 6;
/** Codes that a connection is closed with: of the protocol, and of live-rules.ts. */
const CLOSED_WITH = new Set([1000, 1005, 1007, 1009, 1012, 1013, 4400, 4401, 4403, 4408, 4409, 4429]);

/** How a connection begins: as somebody with this token, or as nobody. */
const BEGINNINGS = [
  () => undefined,
  (value) => ({ authorization: value() }),
  (value) => ({ authorization: `Bearer ${String(value())}` }),
  (value) => value(),
  (value, token) => ({ authorization: `Bearer ${token}`, more: value() }),
];

const subscribe = (payload, id = '1') => ({ type: 'subscribe', id, payload });
/** Each gives one message. */
const MESSAGES = [
  () => subscribe({ query: SUBSCRIPTION }),
  (value) => subscribe({ query: SUBSCRIPTION, variables: { drawn: value() } }),
  (value) => subscribe({ query: SUBSCRIPTION, variables: value() }),
  (value) => subscribe({ query: SUBSCRIPTION, operationName: value() }),
  (value) => subscribe({ query: SUBSCRIPTION, extensions: { persistedQuery: { version: 1, sha256Hash: value() } } }),
  (value) => subscribe({ query: value() }),
  (value) => subscribe({ query: SUBSCRIPTION }, value()),
  (value, random) => subscribe({ query: pick(random, DOCUMENT_FAULTS)(SUBSCRIPTION, random) }),
  () => subscribe({ query: '{ me { member } }' }),
  () => subscribe({ query: 'mutation { endSession(input: { clientMutationId: "x" }) { __typename } }' }),
  (value) => subscribe(value()),
  (value) => ({ type: 'ping', payload: { drawn: value() } }),
  (value) => ({ type: 'complete', id: value() }),
  (value) => ({ type: value() }),
  (value) => value(),
  () => ({ type: 'connection_init', payload: {} }),
  () => '{"type":',
];

/**
 * What is said on one connection.
 * @returns {{ beginning: unknown, messages: unknown[] }} most of them begin as whose token it is
 */
export function drawLife(random, token) {
  const value = () => hostileValue(random, 'String', random(TURNS));
  const isWell = inHundred(random, 80);
  const beginning = isWell ? { authorization: `Bearer ${token}` } : pick(random, BEGINNINGS)(value, token);
  const messages = Array.from({ length: 1 + random(MOST_MESSAGES) }, () => pick(random, MESSAGES)(value, random));
  return { beginning, messages };
}

/** Whether a connection may be closed with this code. */
export const isKnownEnd = ({ code }) => CLOSED_WITH.has(code);

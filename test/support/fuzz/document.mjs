// Operations made from the schema: valid ones, ones with something wrong in them, and requests that are none.
import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

import { DOCUMENT_FAULTS, REQUEST_FAULTS } from './faults.mjs';
import { inHundred, pick } from './random.mjs';
import { selectionOf } from './selection.mjs';
import { badValue, goodValue } from './values.mjs';

const KINDS = { query: 'getQueryType', mutation: 'getMutationType' };
/** Styles by their share of a hundred. */
const STYLES = [
  ['valid', 38],
  ['bad value', 40],
  ['bad document', 15],
  ['bad request', 7],
];

/** The root fields of a schema, in its order. */
export function rootFields(schema) {
  return Object.entries(KINDS).flatMap(([operation, getType]) =>
    Object.values(schema[getType]()?.getFields() ?? {}).map((field) => ({ operation, field })),
  );
}

/** Draws the style of a case. */
export function styleOf(random) {
  let drawn = random(100);
  for (const [style, share] of STYLES) {
    if (drawn < share) return style;
    drawn -= share;
  }
  return 'valid';
}

/**
 * One request for a root field. In a survey it is what an honest client sends about what is its own.
 * @returns {{ method: string, headers: Record<string, string>, body: string, root: string, fields: string[] }}
 */
export function makeRequest(there, { operation, field }, style) {
  const { random, schema, survey } = there;
  const drawing = {
    random,
    schema,
    fragments: [],
    aliases: 0,
    plain: survey || (style === 'valid' && inHundred(random, 60)),
  };
  const more = operation === 'query' && !survey && inHundred(random, 50) ? 1 + random(2) : 0;
  const roots = [field, ...Array.from({ length: more }, () => pick(random, queries(schema)))];
  const wrong = style === 'bad value' ? random(roots.length) : -1;
  const calls = roots.map((root, index) => callOf(there, drawing, { root, index, isWrong: index === wrong }));
  const variables = Object.assign({}, ...calls.map((call) => call.variables));
  const head = calls.flatMap((call) => call.definitions);
  const body = calls.map((call) => call.text).join('\n  ');
  const text = [
    `${operation} Drawn${head.length === 0 ? '' : `(${head.join(', ')})`} {\n  ${body}\n}`,
    ...drawing.fragments,
  ].join('\n');
  const query = style === 'bad document' ? pick(random, DOCUMENT_FAULTS)(text, random) : text;
  const request = { query, variables, operationName: 'Drawn' };
  const plain = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sealbridge-request': '1' },
    body: JSON.stringify(request),
  };
  const sent = style === 'bad request' ? pick(random, REQUEST_FAULTS)(plain, request) : plain;
  return { ...sent, root: field.name, fields: roots.map(({ name }) => name) };
}

const queries = (schema) => Object.values(schema.getQueryType().getFields());

function callOf(there, drawing, { root, index, isWrong }) {
  const { random } = there;
  const given = root.args.filter((arg) => isRequiredArgument(arg) || inHundred(random, 60));
  const target = isWrong && given.length > 0 ? pick(random, given) : null;
  const variables = {};
  const definitions = [];
  const args = given.map((arg) => {
    const slot = { value: makeValue(there, arg, root.name) };
    if (arg === target) spoil(there, arg, slot);
    const name = `v${index}${arg.name}`;
    // a literal `first` tells the server what a page costs
    if (arg.name === 'first' && Number.isInteger(slot.value)) return `first: ${slot.value}`;
    variables[name] = slot.value;
    definitions.push(`$${name}: ${arg.type}`);
    return `${arg.name}: $${name}`;
  });
  const alias = index === 0 ? '' : `r${index}: `;
  const call = `${alias}${root.name}${args.length === 0 ? '' : `(${args.join(', ')})`}`;
  return { text: `${call} ${selectionOf(drawing, root.type)}`, variables, definitions };
}

/** A good value of an argument or input field, input objects whole. */
export function makeValue(there, { type, name }, field) {
  const { random } = there;
  const bare = isNonNullType(type) ? type.ofType : type;
  if (isListType(bare)) {
    const length = inHundred(random, 80) ? 1 + random(2) : 0;
    return Array.from({ length }, () => makeValue(there, { type: bare.ofType, name }, field));
  }
  if (!isInputObjectType(bare)) return goodValue(there, { type: bare.name, name, field });
  const fields = Object.values(bare.getFields()).filter((one) => isRequiredInputField(one) || inHundred(random, 60));
  return Object.fromEntries(fields.map((one) => [one.name, makeValue(there, one, field)]));
}

/** Puts a bad value somewhere into a good one. */
function spoil(there, { type, name }, slot) {
  const { random } = there;
  const named = getNamedType(type);
  const { value } = slot;
  if (isInputObjectType(named) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const keys = Object.keys(value).filter((key) => key !== 'clientMutationId' || inHundred(random, 10));
    if (inHundred(random, 8)) value.unknownField = 1;
    if (keys.length === 0) return;
    const key = pick(random, keys);
    const inner = { value: value[key] };
    spoil(there, named.getFields()[key], inner);
    value[key] = inner.value;
    return;
  }
  const bad = badValue(there, { type: named.name, name });
  slot.value = Array.isArray(value) && inHundred(random, 70) ? [...value, bad] : bad;
}

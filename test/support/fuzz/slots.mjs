// Every place of the schema where somebody may put a value: arguments of root fields, and the fields of their input objects.
import { getNamedType, isInputObjectType, isListType, isNonNullType } from 'graphql';

import { makeValue, rootFields } from './document.mjs';
import { selectionOf } from './selection.mjs';

/**
 * The places, in the order of the schema.
 * @returns {{ operation: string, field: object, path: string[], type: string }[]}
 */
export function slotsOf(schema) {
  return rootFields(schema).flatMap(({ operation, field }) =>
    field.args.flatMap((arg) => placesOf(arg, [arg.name]).map((place) => ({ operation, field, ...place }))),
  );
}

function placesOf({ type }, path) {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [{ path, type: named.name }];
  return Object.values(named.getFields()).flatMap((field) => placesOf(field, [...path, field.name]));
}

/** A request with `value` in one place and good values in all others. */
export function requestWith(there, { operation, field, path }, value) {
  const { random, schema } = there;
  const [first, ...inner] = path;
  const variables = {};
  for (const arg of field.args) {
    const needed = isNonNullType(arg.type) && arg.defaultValue === undefined;
    if (arg.name === first || needed) variables[arg.name] = makeValue(there, arg, field.name);
  }
  const arg = field.args.find(({ name }) => name === first);
  variables[first] = put(there, arg, variables[first], inner, value, field.name);
  const used = field.args.filter(({ name }) => name in variables);
  const head = used.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const args = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const drawing = { random, schema, fragments: [], aliases: 0, plain: true };
  const query = `${operation} Strange(${head}) { ${field.name}(${args}) ${selectionOf(drawing, field.type)} }`;
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sealbridge-request': '1' },
    body: JSON.stringify({ query, variables }),
    root: field.name,
    fields: [field.name],
  };
}

/** The good value with the strange one in its place; lists have it in one more entry. */
function put(there, { type }, good, path, value, field) {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (isListType(bare)) {
    const inner = put(
      there,
      { type: bare.ofType },
      makeValue(there, { type: bare.ofType, name: '' }, field),
      path,
      value,
      field,
    );
    return [inner];
  }
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const from = good ?? makeValue(there, { type: bare, name: '' }, field);
  const of = getNamedType(bare).getFields()[first];
  return { ...from, [first]: put(there, of, from[first] ?? makeValue(there, of, field), rest, value, field) };
}

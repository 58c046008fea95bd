// What the answers to the client's operations look like, from schema and operations: the client accepts nothing else.
import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isScalarType,
  Kind,
  parse,
} from 'graphql';

/** The shapes by name of operation, as the text of a TypeScript module. `texts` are the operations with their fragments. */
export function shapesText(schemaText, texts) {
  const schema = buildSchema(schemaText);
  const shapes = texts.map((text) => operationShape(schema, parse(text))).filter((shape) => shape !== null);
  const sorted = Object.fromEntries(shapes.sort(([a], [b]) => (a < b ? -1 : 1)));
  return [
    "import type { Fields } from '../answer-shape.js';",
    '/** By name of operation: the shape of its `data`. */',
    `export const ANSWER_SHAPES: Readonly<Record<string, Fields>> = ${JSON.stringify(sorted, null, 2)};`,
    '',
  ].join('\n');
}

/** Name and fields of the one operation of a document; null for one of fragments alone. */
function operationShape(schema, { definitions }) {
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return null;
  const fragments = new Map(
    definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((found) => [found.name.value, found]),
  );
  const root = schema.getRootType(operation.operation);
  return [operation.name.value, fieldsOf({ schema, fragments }, root, operation.selectionSet)];
}

function fieldsOf(there, type, { selections }) {
  const fields = selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD)
      return [[selection.alias?.value ?? selection.name.value, fieldShape(there, type, selection)]];
    const part = selection.kind === Kind.FRAGMENT_SPREAD ? there.fragments.get(selection.name.value) : selection;
    return appliesTo(there.schema, part.typeCondition, type)
      ? Object.entries(fieldsOf(there, type, part.selectionSet))
      : [];
  });
  return Object.fromEntries(fields);
}

function appliesTo(schema, condition, type) {
  const named = condition === undefined ? type : schema.getType(condition.name.value);
  return named === type || (isAbstractType(named) && schema.isSubType(named, type));
}

function fieldShape(there, type, { name, selectionSet }) {
  return name.value === '__typename' ? 'String!' : shapeOf(there, type.getFields()[name.value].type, selectionSet);
}

function shapeOf(there, type, selectionSet) {
  const required = isNonNullType(type);
  const nullable = required ? type.ofType : type;
  if (isListType(nullable)) return { list: shapeOf(there, nullable.ofType, selectionSet), required };
  const named = getNamedType(nullable);
  if (isScalarType(named)) return `${named.name}${required ? '!' : ''}`;
  if (!isAbstractType(named)) return { fields: fieldsOf(there, named, selectionSet), required };
  const possible = there.schema.getPossibleTypes(named);
  const members = possible.map((member) => [member.name, fieldsOf(there, member, selectionSet)]);
  return { members: Object.fromEntries(members), required };
}

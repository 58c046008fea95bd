/** The scalars of the schema; `!` behind one says that null is not accepted. */
type Scalar = 'Boolean' | 'Bytes' | 'Float' | 'ID' | 'Instant' | 'Int' | 'String';

/** What stands under each name an operation asks for. */
export interface Fields {
  readonly [name: string]: Shape;
}

/**
 * What the answer to an operation looks like, generated from schema and operation: a scalar, a list, an object, or an object of
 * one of several types, told apart by `__typename`.
 */
export type Shape =
  | Scalar
  | `${Scalar}!`
  | { readonly list: Shape; readonly required: boolean }
  | { readonly fields: Fields; readonly required: boolean }
  | { readonly members: Readonly<Record<string, Fields>>; readonly required: boolean };

const BASE64_GROUP = 4;
const NOT_BASE64 = /[^A-Za-z0-9+/]/;
/** The last group in the one way to write it: no bits beside those of the bytes. */
const LAST_GROUP = /^(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)$/;

const SCALARS: Readonly<Record<Scalar, (value: unknown) => boolean>> = {
  Boolean: (value) => typeof value === 'boolean',
  Bytes: (value) => typeof value === 'string' && isBase64(value),
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
  ID: isText,
  Instant: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  Int: Number.isSafeInteger,
  String: isText,
};

/**
 * Whether a value is of the shape: everything that was asked for is there and of its type, bytes are strict base64. More than was
 * asked for does no harm and is not looked at.
 */
export function hasShape(shape: Shape, value: unknown): boolean {
  if (typeof shape === 'string') return hasScalar(shape, value);
  if (value === null) return !shape.required;
  if ('list' in shape) return Array.isArray(value) && value.every((item) => hasShape(shape.list, item));
  if (!isRecord(value)) return false;
  return hasFields('fields' in shape ? shape.fields : memberOf(shape.members, value), value);
}

function hasScalar(shape: Scalar | `${Scalar}!`, value: unknown): boolean {
  const isRequired = shape.endsWith('!');
  if (value === null) return !isRequired;
  return SCALARS[(isRequired ? shape.slice(0, -1) : shape) as Scalar](value);
}

function memberOf(members: Readonly<Record<string, Fields>>, value: Readonly<Record<string, unknown>>): Fields | null {
  const name = Object.hasOwn(value, '__typename') ? value['__typename'] : null;
  return typeof name === 'string' && Object.hasOwn(members, name) ? (members[name] ?? null) : null;
}

function hasFields(fields: Fields | null, value: Readonly<Record<string, unknown>>): boolean {
  if (fields === null) return false;
  return Object.entries(fields).every(([name, shape]) => Object.hasOwn(value, name) && hasShape(shape, value[name]));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isBase64(text: string): boolean {
  if (text === '') return true;
  const last = text.length - BASE64_GROUP;
  return text.length % BASE64_GROUP === 0 && !NOT_BASE64.test(text.slice(0, last)) && LAST_GROUP.test(text.slice(last));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

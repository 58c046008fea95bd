export { CborError, type CborMap, type CborValue } from './value.js';
export { encode } from './encode.js';
export { decodeStrict, DEFAULT_MAX_DEPTH } from './decode.js';
export { readFields, readItems, type BytesBound, type FieldReader } from './fields.js';

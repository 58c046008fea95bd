import { fromBase64, toBase64 } from '@sealbridge/sodium';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** Bytes of one field of a request: envelopes, signatures and records travel here, ciphertext never (that is /blobs). */
const MAX_BYTES_TEXT = 256 * 1024;

/** Bytes on the wire: standard base64 with padding, one spelling per value. */
export const Bytes = new GraphQLScalarType<Uint8Array, string>({
  name: 'Bytes',
  description: 'Bytes in standard base64 with padding (RFC 4648 section 4); any other spelling is refused.',
  serialize: (value) => {
    if (value instanceof Uint8Array) return toBase64(value);
    throw new GraphQLError('not bytes');
  },
  parseValue: (value) => bytesFrom(value),
  parseLiteral: (node) => bytesFrom(node.kind === Kind.STRING ? node.value : null),
});

function bytesFrom(value: unknown): Uint8Array {
  if (typeof value !== 'string' || value.length > MAX_BYTES_TEXT) throw badBytes();
  try {
    return fromBase64(value);
  } catch {
    throw badBytes();
  }
}

function badBytes(): GraphQLError {
  return new GraphQLError('bytes must be standard base64', { extensions: { code: 'BAD_USER_INPUT' } });
}

/** A moment in UTC as ISO 8601 with milliseconds. Output only: nothing the server decides rests on a client's clock text. */
export const Instant = new GraphQLScalarType<never, string>({
  name: 'Instant',
  description: 'A moment in UTC, ISO 8601 with milliseconds.',
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString();
    throw new GraphQLError('not a moment');
  },
  parseValue: () => {
    throw new GraphQLError('a moment is never an input', { extensions: { code: 'BAD_USER_INPUT' } });
  },
});

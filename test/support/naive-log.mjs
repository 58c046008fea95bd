// The log's formats once more, word for word from their specifications and from nothing but node:crypto: a naive second
// implementation, for vectors and as an oracle.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

export const sha256 = (...parts) =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();
export const seedOf = (label) => sha256(`sealbridge vector seed: ${label}`);
export const bytesOf = (label, length) => seedOf(label).subarray(0, length);

// Keys and signatures
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
export function keyOf(label) {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seedOf(label)]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { privateKey, publicKey, sign: (bytes) => sign(null, Buffer.from(bytes), privateKey) };
}
export const pae = (domain, body) =>
  Buffer.concat([Buffer.from(`DSSEv1 ${domain.length} ${domain} ${body.length} `), body]);
export const keyId = (name, type, publicKey) => sha256(`${name}\n`, [type], publicKey).subarray(0, 4);
export const vkeyOf = (name, type, publicKey) =>
  `${name}+${keyId(name, type, publicKey).toString('hex')}+${Buffer.concat([Buffer.from([type]), publicKey]).toString('base64')}`;
export const lineOf = (name, id, signature) => `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`;

// RFC 6962, word for word
export const leafHash = (entry) => sha256([0], entry);
const split = (n) => 2 ** Math.floor(Math.log2(n - 1));
export function mth(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  const k = split(leaves.length);
  return sha256([1], mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}
export function path(m, leaves) {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}
export function subproof(m, leaves, known) {
  if (m === leaves.length) return known ? [] : [mth(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), known), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

// Deterministic CBOR of what the formats hold
function head(major, n) {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  if (n < 65_536) return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  const long = Buffer.alloc(n < 2 ** 32 ? 5 : 9);
  long[0] = (major << 5) | (n < 2 ** 32 ? 26 : 27);
  if (n < 2 ** 32) long.writeUInt32BE(n, 1);
  else long.writeBigUInt64BE(BigInt(n), 1);
  return long;
}
export function cbor(value) {
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === 'number') return head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  return Buffer.concat([
    head(5, value.fields.length),
    ...value.fields.flatMap((field, key) => [head(0, key), cbor(field)]),
  ]);
}
export const map = (...fields) => ({ fields });

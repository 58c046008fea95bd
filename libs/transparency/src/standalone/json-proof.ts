import { TransparencyError } from '../error.js';
import { TREE_HASH_BYTES } from '../merkle/hash.js';
import { verifyConsistency, verifyInclusion } from '../merkle/verify.js';
import { parseBase64, parseUtf8 } from '../text.js';
import type { StandaloneVerdict } from './verdict.js';

const MAX_PROOF_HASHES = 64;

/**
 * The verdict on a JSON proof: `{leafIdx, treeSize, root, leafHash, proof}` or `{size1, size2, root1, root2, proof}`, hashes
 * in base64, `proof` an array or null. Throws E_FORM on any other form.
 */
export function checkJsonProof(bytes: Uint8Array): StandaloneVerdict {
  const fields = parseObject(bytes);
  return fields.has('leafIdx') ? checkInclusion(fields) : checkConsistency(fields);
}

function checkInclusion(fields: ReadonlyMap<string, unknown>): StandaloneVerdict {
  const size = numberOf(fields, 'treeSize');
  const leafHash = bytesOf(fields.get('leafHash'));
  const root = bytesOf(fields.get('root'));
  if (root.length !== TREE_HASH_BYTES) throw malformed();
  const claim = { index: numberOf(fields, 'leafIdx'), size, leafHash, root, proof: proofOf(fields) };
  return verdict('inclusion', verifyInclusion(claim), size);
}

function checkConsistency(fields: ReadonlyMap<string, unknown>): StandaloneVerdict {
  const size2 = numberOf(fields, 'size2');
  const [root1, root2] = [bytesOf(fields.get('root1')), bytesOf(fields.get('root2'))];
  const claim = { size1: numberOf(fields, 'size1'), size2, root1, root2, proof: proofOf(fields) };
  return verdict('consistency', verifyConsistency(claim), size2);
}

function parseObject(bytes: Uint8Array): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(parseUtf8(bytes));
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return new Map(Object.entries(value));
}

// A number beyond 2^53 - 1 is refused, because it was rounded when it was read.
function numberOf(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw malformed();
  return value;
}

function bytesOf(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? parseBase64(value) : null;
  if (bytes === null) throw malformed();
  return bytes;
}

function proofOf(fields: ReadonlyMap<string, unknown>): Uint8Array[] {
  const proof: unknown = fields.get('proof') ?? [];
  if (!Array.isArray(proof) || proof.length > MAX_PROOF_HASHES) throw malformed();
  return proof.map(bytesOf);
}

function verdict(kind: 'inclusion' | 'consistency', ok: boolean, size: number): StandaloneVerdict {
  return { ok, kind, code: ok ? null : 'E_PROOF', signature: 'not checked', origin: null, size };
}

function malformed(): TransparencyError {
  return new TransparencyError('E_FORM', 'a proof is malformed');
}

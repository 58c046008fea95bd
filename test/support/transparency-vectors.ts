// Runs the vectors of test/vectors/transparency. Imports nothing of Node, so that the browser runs the same code.
import { equal, fromHex, utf8 } from '@sealbridge/sodium';
import {
  auditEntry,
  checkCheckpoint,
  checkStandalone,
  decodeAuditPayload,
  encodeAuditPayload,
  parsePolicy,
  TransparencyError,
  verifyNodeCertificate,
  verifyPayloadSignature,
  verifyReceipt,
} from '@sealbridge/transparency';

/** One scenario; `expect` is `ok` or the code of the refusal. */
export type TransparencyVector = { readonly description: string; readonly expect: string } & (
  | { readonly kind: 'standalone'; readonly file: string; readonly vkey?: string }
  | { readonly kind: 'checkpoint'; readonly note: string; readonly policy: string; readonly now?: number }
  | { readonly kind: 'policy'; readonly text: string }
  | {
      readonly kind: 'payload';
      readonly payload: string;
      readonly salt: string;
      readonly entry: string;
      readonly nodeKey: string;
      readonly nodeSeq: number;
      readonly bootId: string;
      readonly nodeSig: string;
    }
  | { readonly kind: 'receipt' | 'certificate'; readonly bytes: string; readonly key: string }
);

/** A file of vectors. */
export interface TransparencyVectors {
  readonly description: string;
  readonly vectors: readonly TransparencyVector[];
}

/** Names of the files below test/vectors/transparency. */
export const VECTOR_FILES = ['standalone', 'checkpoints', 'policies', 'audit'] as const;

/** What the library says to each vector of a file, beside what it should say. */
export function runTransparencyVectors(
  file: TransparencyVectors,
): { readonly description: string; readonly expected: string; readonly got: string }[] {
  return file.vectors.map((vector) => ({
    description: vector.description,
    expected: vector.expect,
    got: outcomeOf(vector),
  }));
}

function outcomeOf(vector: TransparencyVector): string {
  try {
    return judge(vector);
  } catch (error) {
    if (error instanceof TransparencyError) return error.code;
    throw error;
  }
}

function judge(vector: TransparencyVector): string {
  switch (vector.kind) {
    case 'standalone':
      return checkStandalone(utf8(vector.file), vector.vkey).code ?? 'ok';
    case 'checkpoint': {
      const options = vector.now === undefined ? {} : { now: vector.now };
      checkCheckpoint(utf8(vector.note), parsePolicy(vector.policy), options);
      return 'ok';
    }
    case 'policy':
      parsePolicy(vector.text);
      return 'ok';
    case 'payload':
      return judgePayload(vector);
    case 'receipt':
      verifyReceipt(fromHex(vector.bytes), fromHex(vector.key));
      return 'ok';
    case 'certificate':
      verifyNodeCertificate(fromHex(vector.bytes), fromHex(vector.key));
      return 'ok';
  }
}

function judgePayload(vector: TransparencyVector & { readonly kind: 'payload' }): string {
  const bytes = fromHex(vector.payload);
  if (!equal(auditEntry(fromHex(vector.salt), bytes), fromHex(vector.entry))) return 'E_ENTRY';
  const payload = decodeAuditPayload(bytes);
  const position = { bootId: fromHex(vector.bootId), nodeSeq: vector.nodeSeq };
  const isSigned = verifyPayloadSignature(bytes, position, fromHex(vector.nodeSig), fromHex(vector.nodeKey));
  if (!isSigned) return 'E_NODE_SIGNATURE';
  return equal(encodeAuditPayload(payload), bytes) ? 'ok' : 'E_FORM';
}

import {
  checkLogSignature,
  emptyRoot,
  parseAddCheckpoint,
  TransparencyError,
  verifyConsistency,
  type AddCheckpoint,
  type SignedCheckpoint,
  type VerifierKey,
} from '@sealbridge/transparency';
import { equal } from '@sealbridge/sodium';

/** The newest checkpoint a witness cosigned for an origin, as it reads it back from its record. */
export interface Recorded {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: Uint8Array;
}

/**
 * What to do with a request (tlog-witness, add-checkpoint). `evidence`: the log signed something it must not have
 * (`fork`), or something that was not shown to continue the record (`suspect`).
 */
export type Decision =
  | { readonly status: 200; readonly checkpoint: SignedCheckpoint }
  | { readonly status: 409; readonly recordedSize: number }
  | { readonly status: 422; readonly evidence: 'fork' | 'suspect'; readonly checkpoint: SignedCheckpoint }
  | { readonly status: 400 | 403 | 404 };

/**
 * Decides a request against the keys followed and the record of its origin. Pure: the caller records before it cosigns,
 * and lets nothing else touch the record in between. The order of checks is that of the specification.
 */
export function decide(
  body: Uint8Array,
  logs: readonly VerifierKey[],
  recordOf: (origin: string) => Recorded | null,
): Decision {
  const read = readRequest(body, logs);
  if (typeof read === 'number') return { status: read };
  const { request, checkpoint } = read;
  if (request.oldSize > checkpoint.size) return { status: 400 };
  const record = recordOf(checkpoint.origin);
  const recordedSize = record?.size ?? 0;
  if (request.oldSize !== recordedSize) return { status: 409, recordedSize };
  if (continues(request, checkpoint, record)) return { status: 200, checkpoint };
  return { status: 422, evidence: isFork(checkpoint, record) ? 'fork' : 'suspect', checkpoint };
}

function readRequest(
  body: Uint8Array,
  logs: readonly VerifierKey[],
): { request: AddCheckpoint; checkpoint: SignedCheckpoint } | 400 | 403 | 404 {
  try {
    const request = parseAddCheckpoint(body);
    return { request, checkpoint: checkLogSignature(request.note, logs) };
  } catch (error) {
    if (!(error instanceof TransparencyError)) throw error;
    if (error.code === 'E_ORIGIN') return 404;
    return error.code === 'E_SIGNATURE' ? 403 : 400;
  }
}

function continues({ proof }: AddCheckpoint, checkpoint: SignedCheckpoint, record: Recorded | null): boolean {
  const { size, root } = checkpoint;
  if (size === 0) return proof.length === 0 && equal(root, emptyRoot());
  if (record === null || record.size === 0) return proof.length === 0;
  return verifyConsistency({ size1: record.size, root1: record.root, size2: size, root2: root, proof });
}

function isFork(checkpoint: SignedCheckpoint, record: Recorded | null): boolean {
  if (checkpoint.size === 0) return !equal(checkpoint.root, emptyRoot());
  return record?.size === checkpoint.size && !equal(record.root, checkpoint.root);
}

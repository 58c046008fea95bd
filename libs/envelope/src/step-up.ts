import { encode, type CborValue } from '@sealbridge/cbor';
import { hashTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { SESSION_NONCE_BYTES } from './session.js';
import { limited, readHash, readId, readPart, requireFormat } from './shape.js';

const FORMAT = 'sr1su';

/** STEP-UP: that the person is there, for one operation. Signed by the key of the words under `sr1.stepup`, or by a passkey. */
export interface StepUpStatement {
  /** Public address of the server. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly device: Id;
  /** An `operationDigest`. */
  readonly operation: Uint8Array;
  /** Unix seconds. */
  readonly time: number;
}

/** Reads STEP-UP. Throws EnvelopeError. */
export function parseStepUpStatement(bytes: Uint8Array): StepUpStatement {
  return readPart('the step-up statement', bytes, ENVELOPE_LIMITS.MAX_STATEMENT_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
      nodeKeyId: readHash(fields, 2),
      nonce: fields.bytes(3, SESSION_NONCE_BYTES),
      device: readId(fields, 4),
      operation: readHash(fields, 5),
      time: fields.uint(6),
    };
  });
}

/** Writes STEP-UP. Throws EnvelopeError E_SIZE. */
export function writeStepUpStatement(statement: StepUpStatement): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, statement.origin],
    [2, statement.nodeKeyId],
    [3, statement.nonce],
    [4, idToBytes(statement.device)],
    [5, statement.operation],
    [6, statement.time],
  ]);
  return limited('the step-up statement', encode(fields), ENVELOPE_LIMITS.MAX_STATEMENT_BYTES);
}

/** The WebAuthn challenge of a step-up by passkey: SHA-256(PAE("sr1.stepup", STEP-UP)). */
export function stepUpChallenge(statement: Uint8Array): Uint8Array {
  return hashTyped('sr1.stepup', statement);
}

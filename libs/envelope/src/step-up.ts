import { encode, type CborValue } from '@sealbridge/cbor';
import { hashTyped } from '@sealbridge/sodium';
import { type Challenged, challengedFields, readChallenged } from './challenged.js';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readHash, readPart } from './shape.js';

const FORMAT = 'sr1su';

/** STEP-UP: that the person is there, for one operation. Signed by the key of the words under `sr1.stepup`, or by a passkey. */
export interface StepUpStatement extends Challenged {
  /** An `operationDigest`. */
  readonly operation: Uint8Array;
  /** Unix seconds. */
  readonly time: number;
}

/** Reads STEP-UP. Throws EnvelopeError. */
export function parseStepUpStatement(bytes: Uint8Array): StepUpStatement {
  return readPart('the step-up statement', bytes, ENVELOPE_LIMITS.MAX_STATEMENT_BYTES, (fields) => ({
    ...readChallenged(fields, FORMAT),
    operation: readHash(fields, 5),
    time: fields.uint(6),
  }));
}

/** Writes STEP-UP. Throws EnvelopeError E_SIZE. */
export function writeStepUpStatement(statement: StepUpStatement): Uint8Array {
  const fields = new Map<number, CborValue>([
    ...challengedFields(FORMAT, statement),
    [5, statement.operation],
    [6, statement.time],
  ]);
  return limited('the step-up statement', encode(fields), ENVELOPE_LIMITS.MAX_STATEMENT_BYTES);
}

/** The WebAuthn challenge of a step-up by passkey: SHA-256(PAE("sr1.stepup", STEP-UP)). */
export function stepUpChallenge(statement: Uint8Array): Uint8Array {
  return hashTyped('sr1.stepup', statement);
}

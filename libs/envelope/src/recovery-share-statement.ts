import { encode, type CborValue } from '@sealbridge/cbor';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readHash, readId, readPart, requireFormat } from './shape.js';

const FORMAT = 'sr1rs';

/** RECOVERY SHARE: that a guardian's device gave its share to another guardian for one recovery. Signed under `sr1.recovery`. */
export interface RecoveryShareStatement {
  /** Public address of the server. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly recovery: Id;
  /** Device of the guardian who gives. */
  readonly from: Id;
  /** Device of the guardian it is sealed to. */
  readonly to: Id;
  readonly contributionSha256: Uint8Array;
  /** Unix seconds. */
  readonly time: number;
}

/** Reads RECOVERY SHARE. Throws EnvelopeError. */
export function parseRecoveryShareStatement(bytes: Uint8Array): RecoveryShareStatement {
  return readPart('the recovery share statement', bytes, ENVELOPE_LIMITS.MAX_STATEMENT_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
      nodeKeyId: readHash(fields, 2),
      recovery: readId(fields, 3),
      from: readId(fields, 4),
      to: readId(fields, 5),
      contributionSha256: readHash(fields, 6),
      time: fields.uint(7),
    };
  });
}

/** Writes RECOVERY SHARE. Throws EnvelopeError E_SIZE. */
export function writeRecoveryShareStatement(statement: RecoveryShareStatement): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, statement.origin],
    [2, statement.nodeKeyId],
    [3, idToBytes(statement.recovery)],
    [4, idToBytes(statement.from)],
    [5, idToBytes(statement.to)],
    [6, statement.contributionSha256],
    [7, statement.time],
  ]);
  return limited('the recovery share statement', encode(fields), ENVELOPE_LIMITS.MAX_STATEMENT_BYTES);
}

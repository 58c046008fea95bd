import { encode, type CborValue } from '@sealbridge/cbor';
import { type Challenged, challengedFields, readChallenged } from './challenged.js';
import { ENVELOPE_LIMITS, MAX_CREDENTIAL_ID_BYTES } from './limits.js';
import { limited, readHash, readPart } from './shape.js';

const FORMAT = 'sr1pk';

/** PASSKEY: what a device signs so that a passkey counts as its own. Signed under `sr1.passkey`. */
export interface PasskeyStatement extends Challenged {
  readonly credentialId: Uint8Array;
  readonly clientDataSha256: Uint8Array;
  readonly attestationSha256: Uint8Array;
  /** Unix seconds. */
  readonly time: number;
}

/** Reads PASSKEY. Throws EnvelopeError. */
export function parsePasskeyStatement(bytes: Uint8Array): PasskeyStatement {
  return readPart('the passkey statement', bytes, ENVELOPE_LIMITS.MAX_STATEMENT_BYTES, (fields) => ({
    ...readChallenged(fields, FORMAT),
    credentialId: fields.bytes(5, { min: 1, max: MAX_CREDENTIAL_ID_BYTES }),
    clientDataSha256: readHash(fields, 6),
    attestationSha256: readHash(fields, 7),
    time: fields.uint(8),
  }));
}

/** Writes PASSKEY. Throws EnvelopeError E_SIZE. */
export function writePasskeyStatement(statement: PasskeyStatement): Uint8Array {
  const fields = new Map<number, CborValue>([
    ...challengedFields(FORMAT, statement),
    [5, statement.credentialId],
    [6, statement.clientDataSha256],
    [7, statement.attestationSha256],
    [8, statement.time],
  ]);
  return limited('the passkey statement', encode(fields), ENVELOPE_LIMITS.MAX_STATEMENT_BYTES);
}

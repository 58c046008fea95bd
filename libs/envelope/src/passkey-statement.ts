import { encode, type CborValue } from '@sealbridge/cbor';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS, MAX_CREDENTIAL_ID_BYTES } from './limits.js';
import { SESSION_NONCE_BYTES } from './session.js';
import { limited, readHash, readId, readPart, requireFormat } from './shape.js';

const FORMAT = 'sr1pk';

/** PASSKEY: what a device signs so that a passkey counts as its own. Signed under `sr1.passkey`. */
export interface PasskeyStatement {
  /** Public address of the server. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  /** The challenge of the registration. */
  readonly nonce: Uint8Array;
  readonly device: Id;
  readonly credentialId: Uint8Array;
  readonly clientDataSha256: Uint8Array;
  readonly attestationSha256: Uint8Array;
  /** Unix seconds. */
  readonly time: number;
}

/** Reads PASSKEY. Throws EnvelopeError. */
export function parsePasskeyStatement(bytes: Uint8Array): PasskeyStatement {
  return readPart('the passkey statement', bytes, ENVELOPE_LIMITS.MAX_STATEMENT_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
      nodeKeyId: readHash(fields, 2),
      nonce: fields.bytes(3, SESSION_NONCE_BYTES),
      device: readId(fields, 4),
      credentialId: fields.bytes(5, { min: 1, max: MAX_CREDENTIAL_ID_BYTES }),
      clientDataSha256: readHash(fields, 6),
      attestationSha256: readHash(fields, 7),
      time: fields.uint(8),
    };
  });
}

/** Writes PASSKEY. Throws EnvelopeError E_SIZE. */
export function writePasskeyStatement(statement: PasskeyStatement): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, statement.origin],
    [2, statement.nodeKeyId],
    [3, statement.nonce],
    [4, idToBytes(statement.device)],
    [5, statement.credentialId],
    [6, statement.clientDataSha256],
    [7, statement.attestationSha256],
    [8, statement.time],
  ]);
  return limited('the passkey statement', encode(fields), ENVELOPE_LIMITS.MAX_STATEMENT_BYTES);
}

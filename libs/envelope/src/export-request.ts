import { encode, type CborValue } from '@sealbridge/cbor';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { REQUEST_NONCE_BYTES } from './open-request.js';
import { limited, readHash, readId, readNullableId, readPart, requireFormat } from './shape.js';

const FORMAT = 'sr1x';

/** EXPORT REQUEST: what a device signs to take an evidence bundle out. */
export interface ExportRequest {
  /** Origin of the log. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly nonce: Uint8Array;
  /** Unix seconds. */
  readonly time: number;
  /** Size of the log that is exported. */
  readonly size: number;
  /** The one report it is about, or null for all that the caller may see. */
  readonly reportId: Id | null;
  readonly signer: Id;
}

/** Reads EXPORT REQUEST. Throws EnvelopeError. */
export function parseExportRequest(bytes: Uint8Array): ExportRequest {
  return readPart('the export request', bytes, ENVELOPE_LIMITS.MAX_REQUEST_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
      nodeKeyId: readHash(fields, 2),
      nonce: fields.bytes(3, REQUEST_NONCE_BYTES),
      time: fields.uint(4),
      size: fields.uint(5),
      reportId: readNullableId(fields, 6),
      signer: readId(fields, 7),
    };
  });
}

/** Writes EXPORT REQUEST. Throws EnvelopeError E_SIZE. */
export function writeExportRequest(request: ExportRequest): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, request.origin],
    [2, request.nodeKeyId],
    [3, request.nonce],
    [4, request.time],
    [5, request.size],
    [6, request.reportId === null ? null : idToBytes(request.reportId)],
    [7, idToBytes(request.signer)],
  ]);
  return limited('the export request', encode(fields), ENVELOPE_LIMITS.MAX_REQUEST_BYTES);
}

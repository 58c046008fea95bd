import { encode, type CborValue } from '@sealbridge/cbor';
import { idToBytes, PURPOSES, type Id, type Purpose } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readHash, readId, readPart, requireFormat } from './shape.js';

const FORMAT = 'sr1o';
/** Length in bytes of the nonce of an open or export request. */
export const REQUEST_NONCE_BYTES = 16;

/** OPEN REQUEST: what a reader's device signs to open a report. Field names follow docs/reference/envelope.md. */
export interface OpenRequest {
  /** Origin of the log. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly nonce: Uint8Array;
  /** Unix seconds. */
  readonly time: number;
  readonly reportId: Id;
  readonly version: number;
  readonly reportHash: Uint8Array;
  readonly grantId: Id;
  readonly grantSetHash: Uint8Array;
  readonly grantSetSeq: number;
  readonly purpose: Purpose;
  readonly caseRefCommitment: Uint8Array;
  readonly justificationCommitment: Uint8Array;
  /** Size of the log up to which the reader knows the directory. */
  readonly directorySize: number;
  readonly signer: Id;
}

/** Reads OPEN REQUEST. Throws EnvelopeError. */
export function parseOpenRequest(bytes: Uint8Array): OpenRequest {
  return readPart('the open request', bytes, ENVELOPE_LIMITS.MAX_REQUEST_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
      nodeKeyId: readHash(fields, 2),
      nonce: fields.bytes(3, REQUEST_NONCE_BYTES),
      time: fields.uint(4),
      reportId: readId(fields, 5),
      version: fields.uint(6),
      reportHash: readHash(fields, 7),
      grantId: readId(fields, 8),
      grantSetHash: readHash(fields, 9),
      grantSetSeq: fields.uint(10),
      purpose: fields.code(11, PURPOSES),
      caseRefCommitment: readHash(fields, 12),
      justificationCommitment: readHash(fields, 13),
      directorySize: fields.uint(14),
      signer: readId(fields, 15),
    };
  });
}

/** Writes OPEN REQUEST. Throws EnvelopeError E_SIZE. */
export function writeOpenRequest(request: OpenRequest): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, request.origin],
    [2, request.nodeKeyId],
    [3, request.nonce],
    [4, request.time],
    [5, idToBytes(request.reportId)],
    [6, request.version],
    [7, request.reportHash],
    [8, idToBytes(request.grantId)],
    [9, request.grantSetHash],
    [10, request.grantSetSeq],
    [11, request.purpose],
    [12, request.caseRefCommitment],
    [13, request.justificationCommitment],
    [14, request.directorySize],
    [15, idToBytes(request.signer)],
  ]);
  return limited('the open request', encode(fields), ENVELOPE_LIMITS.MAX_REQUEST_BYTES);
}

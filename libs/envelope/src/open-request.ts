import { encode, type CborValue, type FieldReader } from '@sealbridge/cbor';
import {
  idToBytes,
  LEGAL_BASES,
  PROHIBITED_USES,
  PURPOSES,
  type Id,
  type LegalBasis,
  type ProhibitedUse,
  type Purpose,
} from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readHash, readId, readPart, readSortedCodes, requireFormat, sorted } from './shape.js';

const FORMAT = 'sr1o';
const LEGAL_BASIS_KEY = 16;
const ACCEPTED_USES_KEY = 17;
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
  /** The legal ground the reader names; null where none is needed. */
  readonly legalBasis: LegalBasis | null;
  /** The uses that the reader was shown as ruled out and accepted as such. */
  readonly acceptedUses: readonly ProhibitedUse[];
}

/** An OPEN REQUEST as it was read: `acceptedUses` is null in one of before 2026-11, which says nothing of ground and uses. */
export interface ReadOpenRequest extends Omit<OpenRequest, 'acceptedUses'> {
  readonly acceptedUses: readonly ProhibitedUse[] | null;
}

/** Reads OPEN REQUEST. Throws EnvelopeError. */
export function parseOpenRequest(bytes: Uint8Array): ReadOpenRequest {
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
      ...readGrounds(fields),
    };
  });
}

// Both or neither: a request that names a ground and accepts nothing was made by nobody's client.
function readGrounds(fields: FieldReader): Pick<ReadOpenRequest, 'legalBasis' | 'acceptedUses'> {
  const named = fields.has(LEGAL_BASIS_KEY);
  requireThat(named === fields.has(ACCEPTED_USES_KEY), 'E_FIELD', 'one of legal basis and accepted uses is missing');
  if (!named) return { legalBasis: null, acceptedUses: null };
  const none = fields.value(LEGAL_BASIS_KEY) === null;
  return {
    legalBasis: none ? null : fields.code(LEGAL_BASIS_KEY, LEGAL_BASES),
    acceptedUses: readSortedCodes(fields, ACCEPTED_USES_KEY, PROHIBITED_USES),
  };
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
    [LEGAL_BASIS_KEY, request.legalBasis],
    [ACCEPTED_USES_KEY, sorted(request.acceptedUses)],
  ]);
  return limited('the open request', encode(fields), ENVELOPE_LIMITS.MAX_REQUEST_BYTES);
}

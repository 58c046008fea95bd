import { encode, type CborValue } from '@sealbridge/cbor';
import { AEAD_TAG_BYTES, HASH_BYTES, KEM_ENC_BYTES, sha256 } from '@sealbridge/sodium';
import { idToBytes, PURPOSES, type Id, type Purpose } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { DEK_BYTES, ENVELOPE_LIMITS } from './limits.js';
import {
  limited,
  readHash,
  readId,
  readNullableId,
  readPart,
  readSortedCodes,
  requireFormat,
  sorted,
} from './shape.js';

const FORMAT = 'sr1g';
const CT_BYTES = DEK_BYTES + AEAD_TAG_BYTES;

/** What a grant says; all of it is bound to the sealed key. */
export interface GrantTerms {
  readonly reportId: Id;
  readonly version: number;
  readonly reportHash: Uint8Array;
  readonly grantId: Id;
  readonly unit: Id;
  readonly epoch: number;
  readonly kemPkSha256: Uint8Array;
  readonly purposes: readonly Purpose[];
  /** UNIX hour in which opening ends. */
  readonly notAfter: number;
  /** Null only in the grant of the originator's own unit. */
  readonly agreement: { readonly id: Id; readonly versionHash: Uint8Array } | null;
  readonly purposesRegistry: number;
}

/** GRANT: the terms and the data encryption key sealed to the unit's epoch key. */
export interface Grant extends GrantTerms {
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
}

/** Reads GRANT. Throws EnvelopeError. */
export function parseGrant(bytes: Uint8Array): Grant {
  return readPart('the grant', bytes, ENVELOPE_LIMITS.MAX_GRANT_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    const agreement = readNullableId(fields, 10);
    const versionHash = fields.nullableBytes(11, HASH_BYTES);
    requireThat((agreement === null) === (versionHash === null), 'E_FIELD', 'an agreement is named in part');
    return {
      reportId: readId(fields, 1),
      version: fields.uint(2),
      reportHash: readHash(fields, 3),
      grantId: readId(fields, 4),
      unit: readId(fields, 5),
      epoch: fields.uint(6),
      kemPkSha256: readHash(fields, 7),
      purposes: readSortedCodes(fields, 8, PURPOSES),
      notAfter: fields.uint(9),
      agreement: agreement === null || versionHash === null ? null : { id: agreement, versionHash },
      purposesRegistry: fields.uint(12),
      enc: fields.bytes(13, KEM_ENC_BYTES),
      ct: fields.bytes(14, CT_BYTES),
    };
  });
}

/** Writes GRANT. Throws EnvelopeError E_SIZE. */
export function writeGrant(grant: Grant): Uint8Array {
  const fields = termsFields(grant);
  fields.set(13, grant.enc);
  fields.set(14, grant.ct);
  return limited('the grant', encode(fields), ENVELOPE_LIMITS.MAX_GRANT_BYTES);
}

/** The HPKE AAD of a grant: the hash of all its fields but enc and ct (security-corrections A9). */
export function grantAad(terms: GrantTerms): Uint8Array {
  return sha256(encode(termsFields(terms)));
}

/** The hash under which a grant set lists a grant. */
export function grantHash(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

function termsFields(terms: GrantTerms): Map<number, CborValue> {
  return new Map<number, CborValue>([
    [0, FORMAT],
    [1, idToBytes(terms.reportId)],
    [2, terms.version],
    [3, terms.reportHash],
    [4, idToBytes(terms.grantId)],
    [5, idToBytes(terms.unit)],
    [6, terms.epoch],
    [7, terms.kemPkSha256],
    [8, sorted(terms.purposes)],
    [9, terms.notAfter],
    [10, terms.agreement === null ? null : idToBytes(terms.agreement.id)],
    [11, terms.agreement?.versionHash ?? null],
    [12, terms.purposesRegistry],
  ]);
}

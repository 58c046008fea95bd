import { decodeStrict, encode, readFields, type CborValue } from '@sealbridge/cbor';
import { HASH_BYTES } from '@sealbridge/sodium';
import {
  ATTRIBUTIONS,
  DATA_CLASSES,
  HANDLINGS,
  idToBytes,
  PROHIBITED_USES,
  PURPOSES,
  TLP,
} from '@sealbridge/vocabulary';
import type { Agreement } from './agreement.js';
import { requireThat } from './directory-error.js';
import { readCodes, readId, readIds, readJurisdictions } from './field-rules.js';
import { asRecord } from './leaf.js';
import { MAX_AGREEMENT_BYTES, MAX_ORIGIN_LENGTH, MAX_RETENTION_MONTHS } from './limits.js';
import { compareText } from './order.js';

const AGREEMENT_FORMAT = 'sr1m';
const PARTIES = 2;
const MAX_CIRCLE_LENGTH = 32;
const MAX_FEEDBACK_DAYS = 366;
/** Key of a term that the first agreements did not have: left out, it is the narrowest, and old records keep their bytes. */
const ATTRIBUTION_KEY = 17;
/** What is left out is not written, so that no terms have two encodings. */
const ATTRIBUTION_LEFT_OUT = 'must_not';
const ATTRIBUTIONS_WRITTEN = ATTRIBUTIONS.filter((code) => code !== ATTRIBUTION_LEFT_OUT);
const CIRCLE = /^[a-z][a-z0-9-]{0,31}$/;

/** The bytes of an agreement body, lists sorted. Give them to `parseAgreement` to have them checked. */
export function writeAgreement(agreement: Agreement): Uint8Array {
  const sorted = (texts: readonly string[]): string[] => texts.toSorted(compareText);
  const values: CborValue[] = [
    AGREEMENT_FORMAT,
    idToBytes(agreement.agreement),
    agreement.version,
    agreement.prevHash,
    agreement.orgs.toSorted(compareText).map(idToBytes),
    agreement.circle,
    sorted(agreement.purposes),
    sorted(agreement.prohibited),
    sorted(agreement.dataClasses),
    agreement.markingCeiling,
    agreement.handlingCeiling,
    sorted(agreement.jurisdictions),
    agreement.retentionMonths,
    [agreement.acknowledgeDays, agreement.updateDays],
    agreement.start,
    agreement.end,
    agreement.origin,
    ...(agreement.attribution === ATTRIBUTION_LEFT_OUT ? [] : [agreement.attribution]),
  ];
  return encode(new Map(values.map((value, index) => [index, value])));
}

/** Reads an agreement body. Throws E_RECORD for a wrong shape, E_FIELD for a broken rule. */
export function parseAgreement(bytes: Uint8Array): Agreement {
  const agreement = asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_AGREEMENT_BYTES }));
    fields.code(0, [AGREEMENT_FORMAT]);
    const feedback = fields.items(13);
    const read: Agreement = {
      agreement: readId(fields, 1),
      version: fields.uint(2),
      prevHash: fields.nullableBytes(3, HASH_BYTES),
      orgs: readIds(fields, 4, PARTIES),
      circle: fields.text(5, { max: MAX_CIRCLE_LENGTH }),
      purposes: readCodes(fields, 6, PURPOSES),
      prohibited: readCodes(fields, 7, PROHIBITED_USES),
      dataClasses: readCodes(fields, 8, DATA_CLASSES),
      markingCeiling: fields.code(9, TLP),
      handlingCeiling: fields.code(10, HANDLINGS),
      jurisdictions: readJurisdictions(fields, 11),
      retentionMonths: fields.uint(12, { max: MAX_RETENTION_MONTHS }),
      acknowledgeDays: feedback.uint(0, { max: MAX_FEEDBACK_DAYS }),
      updateDays: feedback.uint(1, { max: MAX_FEEDBACK_DAYS }),
      start: fields.uint(14),
      end: fields.uint(15),
      origin: fields.text(16, { max: MAX_ORIGIN_LENGTH }),
      attribution: fields.has(ATTRIBUTION_KEY)
        ? fields.code(ATTRIBUTION_KEY, ATTRIBUTIONS_WRITTEN)
        : ATTRIBUTION_LEFT_OUT,
    };
    feedback.end();
    fields.end();
    return read;
  });
  requireMeaning(agreement);
  return agreement;
}

function requireMeaning(agreement: Agreement): void {
  const { version, prevHash, orgs, circle, purposes, dataClasses, start, end, origin } = agreement;
  requireThat(version >= 1 && (version === 1) === (prevHash === null), 'E_FIELD', 'version and previous do not fit');
  requireThat(orgs.length === PARTIES, 'E_FIELD', 'an agreement has two parties');
  requireThat(CIRCLE.test(circle) && origin.length > 0, 'E_FIELD', 'malformed circle or origin');
  requireThat(purposes.length > 0 && dataClasses.length > 0, 'E_FIELD', 'an agreement without content');
  requireThat(agreement.retentionMonths >= 1 && start < end, 'E_FIELD', 'an agreement that covers no time');
}

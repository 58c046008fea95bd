import type { CborValue, FieldReader } from '@sealbridge/cbor';
import { CONSENT_BASES, CONSENT_CHECKLIST, type ConsentBasis } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { readList } from './shape.js';

const MONTH = /^20[0-9]{2}-(0[1-9]|1[0-2])$/;

/** The consent behind a report. `checklist` answers the seven questions in their order; `expires` is a month. */
export interface BodyConsent {
  readonly basis: ConsentBasis;
  readonly checklist: readonly boolean[] | null;
  readonly expires: string | null;
}

/** Reads `{0: basis, 1: [bool × 7] | null, 2: expires | null}`. Throws EnvelopeError E_FIELD for another month form. */
export function readConsent(fields: FieldReader): BodyConsent {
  const basis = fields.code(0, CONSENT_BASES);
  const checklist =
    fields.nullableItems(1) === null
      ? null
      : readList(fields, 1, CONSENT_CHECKLIST.length, (items, index) => items.bool(index));
  const expires = fields.nullableText(2);
  fields.end();
  const complete = checklist === null || checklist.length === CONSENT_CHECKLIST.length;
  requireThat(complete && (expires === null || MONTH.test(expires)), 'E_FIELD', 'the consent is malformed');
  return { basis, checklist, expires };
}

/** Writes what `readConsent` reads. */
export function consentValue({ basis, checklist, expires }: BodyConsent): CborValue {
  return new Map<number, CborValue>([
    [0, basis],
    [1, checklist],
    [2, expires],
  ]);
}

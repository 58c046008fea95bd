import type { CborValue, FieldReader } from '@sealbridge/cbor';
import { GRADING_SCHEMES, type Grading } from '@sealbridge/vocabulary';

/** A grading in its native scheme, as it is sealed. */
export type BodyGrading = Grading;

const MAX_GRADING_CODE = 8;

/** Reads `null` or `[scheme, source, information, handling | null]`. */
export function readGrading(fields: FieldReader, key: number): BodyGrading | null {
  const items = fields.nullableItems(key);
  if (items === null) return null;
  const grading = {
    scheme: items.code(0, GRADING_SCHEMES),
    source: items.text(1, { max: MAX_GRADING_CODE }),
    information: items.text(2, { max: MAX_GRADING_CODE }),
    handling: items.nullableText(3, { max: MAX_GRADING_CODE }),
  };
  items.end();
  return grading;
}

/** Writes what `readGrading` reads. */
export function gradingValue(grading: BodyGrading | null): CborValue {
  return grading === null ? null : [grading.scheme, grading.source, grading.information, grading.handling];
}

import unhomoglyph from 'unhomoglyph';

/** Unicode Default_Ignorable_Code_Point: what a reader does not see (UTS 39, section 4). */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Marks, white space and punctuation: two names that differ in these alone are one name at a glance. */
const BETWEEN_LETTERS = /[\p{M}\p{Z}\p{P}]/gu;
/** Pairs that UTS 39 leaves apart and that are read for each other; the left is written as the right. */
const ALSO_ALIKE: readonly (readonly [string, string])[] = [
  ['i', 'l'],
  ['w', 'vv'],
  ['d', 'cl'],
];

/**
 * What is left of a name when everything that looks alike is made the same, so that two names with one skeleton can be taken for
 * each other. The skeleton of UTS 39 (NFD, what cannot be seen left out, confusables mapped), wider in four ways, because
 * it only raises a flag for people to look at: compatibility forms, case, accents and punctuation do not count, and a few pairs
 * are added. Never shown to anybody. Changes with the version of the Unicode data: stored ones are to be made anew then.
 */
export function skeleton(text: string): string {
  const mapped = confusablesMapped(confusablesMapped(text).toLowerCase());
  const bare = mapped.replaceAll(BETWEEN_LETTERS, '');
  // A name of marks and punctuation alone is compared as it is, not as nothing.
  return ALSO_ALIKE.reduce((left, [from, to]) => left.replaceAll(from, to), bare === '' ? mapped : bare);
}

function confusablesMapped(text: string): string {
  return unhomoglyph(text.normalize('NFKD').replaceAll(IGNORABLE, '')).normalize('NFKD');
}

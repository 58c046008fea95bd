import { equal, utf8 } from '@sealbridge/sodium';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';

/** Characters of a fingerprint that have to be typed: two groups of four. */
const ENOUGH = 8;
const FINGERPRINT = /^[0-9A-HJKMNP-TV-Z]{8,24}$/;

/** The fingerprint that a person typed: it is typed and not shown, so that nobody nods through what they compare. Throws a Failure (exit 2). */
export function readFingerprint(text: string): string {
  const typed = plain(text);
  if (FINGERPRINT.test(typed)) return typed;
  throw usage('E_USAGE', '--fingerprint is not a fingerprint', 'at least the first two of its six groups of four');
}

/** Whether what was typed is the beginning of this fingerprint. */
export function isSameFingerprint(typed: string, shown: string): boolean {
  return typed.length >= ENOUGH && equal(utf8(typed), utf8(plain(shown).slice(0, typed.length)));
}

/** The device that asks is another one than the person looks at. */
export function otherFingerprint(): Failure {
  return new Failure({
    code: 'E_FINGERPRINT',
    exit: EXIT.CONFLICT,
    message: 'the device that asks has another fingerprint; nobody was let in',
    hint: 'look at what the new device shows; if that is what you typed, somebody else has used the code: make a new one',
  });
}

function plain(text: string): string {
  return text.replaceAll(/[\s-]/gu, '').toUpperCase();
}

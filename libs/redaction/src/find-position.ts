import ip from 'validator/lib/isIP.js';

import { findAll, spanOf, type Detected } from './detected.js';

const IP_FORM =
  /(?<![\p{L}\p{N}.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![\p{L}\p{N}:]|\.\d)/gu;
const DECIMAL_PAIR =
  /(?<![\p{L}\p{N}.,])(-?\d{1,3}(?:\.\d{3,12}|,\d{4,12}))(?:\s?°)?(?:\s?[NSEWnsew](?!\p{L}))?\s?[,;/\s]\s?(-?\d{1,3}(?:\.\d{3,12}|,\d{4,12}))(?:\s?°)?(?:\s?[NSEWO](?!\p{L}))?(?!\d)/gu;
const DEGREES =
  /\d{1,3}\s?°\s?(?:\d{1,2}(?:[.,]\d+)?\s?['’′]\s?)?(?:\d{1,2}(?:[.,]\d+)?\s?(?:["”″]|'')\s?)?[NSEWO]?(?:[\s,;/]*\d{1,3}\s?°\s?(?:\d{1,2}(?:[.,]\d+)?\s?['’′]\s?)?(?:\d{1,2}(?:[.,]\d+)?\s?(?:["”″]|'')\s?)?[NSEWO]?)/gu;
const PLUS_CODE = /(?<![\p{L}\p{N}])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\p{L}\p{N}])/gu;
const THREE_WORDS = /\/{3}\p{L}+\.\p{L}+\.\p{L}+/gu;

/** Finds IP addresses, version 4 and 6. */
export function findIps(text: string): Detected[] {
  return findAll(text, IP_FORM, (match) =>
    ip.default(match[0]) ? { ...spanOf(match), class: 'ip', certainty: 'certain', why: 'valid ip address' } : null,
  );
}

/** Finds positions: pairs of decimal degrees within range, degrees and minutes, plus codes, three-word addresses. */
export function findCoordinates(text: string): Detected[] {
  const pairs = findAll(text, DECIMAL_PAIR, (match) =>
    inRange(match[1], match[2]) ? position(match, 'certain', 'pair of decimal degrees') : null,
  );
  const degrees = findAll(text, DEGREES, (match) => position(match, 'certain', 'degrees of latitude and longitude'));
  const plus = findAll(text, PLUS_CODE, (match) => position(match, 'likely', 'plus code'));
  const words = findAll(text, THREE_WORDS, (match) => position(match, 'likely', 'three-word address'));
  return [...pairs, ...degrees, ...plus, ...words];
}

function position(match: RegExpExecArray, certainty: Detected['certainty'], why: string): Detected {
  return { ...spanOf(match), class: 'coordinates', certainty, why };
}

/** One of the two may be a latitude, the other a longitude, in either order. */
function inRange(first: string | undefined, second: string | undefined): boolean {
  const [a, b] = [first, second].map((part) => Math.abs(Number((part ?? '').replace(',', '.'))));
  return a !== undefined && b !== undefined && Math.min(a, b) <= 90 && Math.max(a, b) <= 180;
}

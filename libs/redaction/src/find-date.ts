import { findAll, spanOf, type Detected, type FinderContext } from './detected.js';
import { MONTH_NAMES, monthOf } from './months.js';

const EDGE = '(?<![\\p{L}\\p{N}/.-])';
const END = '(?![\\p{L}\\p{N}]|[/.-]\\d)';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const ORDINAL = '(?:\\s?(?:st|nd|rd|th|er|ère|º|ª|°|\\.|-?(?:го|е|ого|му)))?';
const OF = "(?:\\s?(?:de\\s|del\\s|of\\s|d['’]|ng\\s|من\\s|,\\s?|-|/))?";
const YEAR = "(?:19|20)\\d{2}|['’]\\d{2}";

const YEAR_FIRST = new RegExp(`${EDGE}((?:19|20)\\d{2})\\s?([-/.])\\s?(\\d{1,2})\\s?\\2\\s?(\\d{1,2})${END}`, 'gu');
const YEAR_LAST = new RegExp(
  `${EDGE}(?:\\d{1,2}\\s?[-–]\\s?)?(\\d{1,2})\\s?([-/.])\\s?(\\d{1,2})\\s?\\2\\s?((?:19|20)\\d{2}|\\d{2})${END}`,
  'gu',
);
const ROMAN_MONTH = new RegExp(
  `${EDGE}${DAY}\\s?([-/.])\\s?(?:I{1,3}|I?V|VI{1,3}|I?X|XI{1,2})\\s?\\1\\s?((?:19|20)\\d{2}|\\d{2})${END}`,
  'gu',
);
const DAY_MONTH = new RegExp(
  `${EDGE}(?:ika-)?(?:${DAY}\\s?[-–]\\s?)?${DAY}${ORDINAL}\\s?${OF}\\s?(${MONTH_NAMES})(?![\\p{L}\\p{M}])\\.?(?:${OF}\\s?(${YEAR})(?!\\d))?`,
  'giu',
);
const MONTH_DAY = new RegExp(
  `(?<![\\p{L}\\p{M}])(${MONTH_NAMES})\\.?\\s${DAY}(?:\\s?[-–]\\s?${DAY})?(?:st|nd|rd|th)?(?![\\p{L}\\p{N}]|[.,:]\\d|\\s?[-–]\\s?\\d|\\s?%)(?:,?\\s?(${YEAR})(?!\\d))?`,
  'giu',
);

/**
 * Finds days: numbers in the usual orders, and names of months in the nine languages with a day before or after. A month
 * without a day is no finding. What could take its place is the month, or the year where day and month cannot be told
 * apart.
 */
export function findDates(text: string, context: FinderContext): Detected[] {
  const yearFirst = findAll(text, YEAR_FIRST, (match) => numeric(match, match[1], match[3], match[4]));
  const yearLast = findAll(text, YEAR_LAST, (match) => yearLastDate(match, context.lang));
  const roman = findAll(text, ROMAN_MONTH, (match) => exactDate(match, fullYear(match[2] ?? '')));
  const named = [DAY_MONTH, MONTH_DAY].flatMap((pattern) => findAll(text, pattern, namedDate));
  return [...yearFirst, ...yearLast, ...roman, ...named];
}

function numeric(match: RegExpExecArray, year = '', month = '', day = ''): Detected | null {
  if (!isDay(Number(month), Number(day))) return null;
  return exactDate(match, `${year}-${month.padStart(2, '0')}`);
}

/** Day and month change places between countries: English alone gives no order, so it only leaves the year. */
function yearLastDate(match: RegExpExecArray, lang: string): Detected | null {
  const [, first = '', , second = '', yearText = ''] = match;
  const year = fullYear(yearText);
  const dayFirst = isDay(Number(second), Number(first));
  const monthFirst = isDay(Number(first), Number(second));
  if (!dayFirst && !monthFirst) return null;
  if (dayFirst && (!monthFirst || !lang.startsWith('en')))
    return exactDate(match, `${year}-${second.padStart(2, '0')}`);
  return exactDate(match, dayFirst ? year : `${year}-${first.padStart(2, '0')}`);
}

function namedDate(match: RegExpExecArray): Detected | null {
  const [, name = '', year] = match;
  if (monthOf(name) === null) return null;
  return exactDate(match, year === undefined ? name : `${name} ${fullYear(year.replace(/^\D/u, ''))}`);
}

function exactDate(match: RegExpExecArray, general: string): Detected {
  return { ...spanOf(match), class: 'date_exact', certainty: 'likely', why: 'a day of the calendar', general };
}

function isDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** Two digits of a year from 70 on are of the last century. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) >= 70 ? `19${year}` : `20${year}`;
}

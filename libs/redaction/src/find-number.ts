import { findAll, spanOf, type Detected } from './detected.js';

// Letters and marks written to a run of five digits belong to the same number: AK0000619, NRM/0000/22831.
const LONG_RUN = /(?:[A-Za-z]{1,6}[/-]?)?(?:\d+[/-])*\d{5,}(?:[/-]?\d+)*(?:[A-Za-z]{1,2}(?![\p{L}\p{N}]))?/gu;
const GROUPED = /(?<![\p{L}\p{N}.,])\d{1,6}(?:[ ./-]\d{1,6}){1,6}(?![\p{L}\p{N}]|[.,]\d)/gu;
// References as offices write them: DIF/TAP/0629/23, UPU-0135/21.
const REFERENCE = /(?<![\p{L}\p{N}/-])\p{Lu}{2,}(?:[/-][\p{Lu}\d]+){1,6}(?![\p{L}\p{N}])/gu;
const AMOUNT = /^[1-9]\d{0,2}(?:[., ]\d{3})+$/u;
// 12000, 250000: what somebody paid. Found like any other number, but nobody loses by keeping it.
const ROUND = /^[1-9]\d?0{3,}$/u;
const YEARS = /^(?:19|20)\d{2}\s?[-/]\s?(?:(?:19|20)\d{2}|\d{2})$/u;
const MIN_GROUPED_DIGITS = 7;
const MIN_REFERENCE_DIGITS = 4;

const DOCUMENT_WORDS =
  /(?:passports?|pasaporte|pasaporti|passeport|passaporte|pașaport|pasaport|паспорт\p{L}*|पासपोर्ट|جواز(?:\sال?سفر)?|travel document|national id|identity (?:card|no)|id card|cédula|cedula|dni|curp|cnp(?:-\p{L}+)?|aadhaar|आधार|nrm|visa|هوية|الهوية)[\p{L}\p{M}\s.:°º#№()'’-]{0,24}$/iu;

/**
 * Finds what the other finders left: runs of five or more digits of any script, with the letters written to them, and
 * groups that make seven or more. Amounts (18,000) and spans of years are left alone. A number behind a word for a
 * personal document is presumed to be of the person the report protects.
 */
export function findNumbers(text: string): Detected[] {
  const runs = findAll(text, LONG_RUN, (match) => number(text, match, 'five or more digits in a row'));
  const grouped = findAll(text, GROUPED, (match) => {
    const digits = match[0].replace(/\D/gu, '').length;
    const harmless = AMOUNT.test(match[0]) || YEARS.test(match[0]);
    return digits < MIN_GROUPED_DIGITS || harmless ? null : number(text, match, 'groups of digits that make a number');
  });
  const references = findAll(text, REFERENCE, (match) => {
    const digits = match[0].replace(/\D/gu, '').length;
    return digits < MIN_REFERENCE_DIGITS ? null : number(text, match, 'has the form of a reference number');
  });
  return [...runs, ...grouped, ...references];
}

function number(text: string, match: RegExpExecArray, why: string): Detected {
  const isDocument = DOCUMENT_WORDS.test(text.slice(Math.max(0, match.index - 48), match.index));
  if (isDocument) {
    return {
      ...spanOf(match),
      ...{ class: 'document_no', side: 'victim', certainty: 'likely', why: 'number of a personal document' },
    };
  }
  if (ROUND.test(match[0])) {
    return {
      ...spanOf(match),
      class: 'number',
      certainty: 'unsure',
      why: 'round number, likely an amount',
      harmless: true,
    };
  }
  return { ...spanOf(match), class: 'number', certainty: 'unsure', why };
}

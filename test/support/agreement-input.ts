// Agreements as plain values, for specs of what is computed from terms: nothing here is signed.
import type { Agreement, AgreementTerm } from '@sealbridge/directory';
import {
  ATTRIBUTIONS,
  DATA_CLASSES,
  HANDLINGS,
  type Id,
  idFromBytes,
  PROHIBITED_USES,
  PURPOSES,
  TLP,
} from '@sealbridge/vocabulary';

const YEAR = 365 * 86_400;
const START = 1_764_000_000;
const PLACES = ['*', 'XA', 'XA-01', 'XB', 'XB-02'];
const CIRCLES = ['north', 'south', 'east'];

const idOf = (byte: number): Id => idFromBytes(new Uint8Array(16).fill(byte));

/** An agreement with every term at its widest but the synthetic purpose, for a year; `fields` change it. */
export function agreementInput(fields: Partial<Agreement> = {}): Agreement {
  return {
    agreement: idOf(1),
    version: 1,
    prevHash: null,
    orgs: [idOf(2), idOf(3)],
    circle: 'north',
    purposes: PURPOSES.filter((purpose) => purpose !== 'training_synthetic_only'),
    prohibited: PROHIBITED_USES,
    dataClasses: DATA_CLASSES,
    markingCeiling: 'RED',
    handlingCeiling: 'PAP:RED',
    jurisdictions: ['*'],
    attribution: 'must_not',
    retentionMonths: 12,
    acknowledgeDays: 7,
    updateDays: 90,
    start: START,
    end: START + YEAR,
    origin: 'demo.invalid/fixture',
    ...fields,
  };
}

/** The agreement with one term set to a value that follows from `choice`; every value of a short list is reached. */
export function withTerm(agreement: Agreement, term: AgreementTerm, choice: number): Agreement {
  return { ...agreement, ...valueOf(term, choice) };
}

function valueOf(term: AgreementTerm, choice: number): Partial<Agreement> {
  switch (term) {
    case 'circle':
      return { circle: pick(CIRCLES, choice) };
    case 'purposes':
      return { purposes: subset(PURPOSES, choice, 1) };
    case 'prohibited':
      return { prohibited: subset(PROHIBITED_USES, choice, 0) };
    case 'dataClasses':
      return { dataClasses: subset(DATA_CLASSES, choice, 1) };
    case 'jurisdictions':
      return { jurisdictions: subset(PLACES, choice, 1) };
    case 'markingCeiling':
      return { markingCeiling: pick(TLP, choice) };
    case 'handlingCeiling':
      return { handlingCeiling: pick(HANDLINGS, choice) };
    case 'attribution':
      return { attribution: pick(ATTRIBUTIONS, choice) };
    case 'retentionMonths':
      return { retentionMonths: 1 + (choice % 120) };
    case 'acknowledgeDays':
      return { acknowledgeDays: choice % 367 };
    case 'updateDays':
      return { updateDays: choice % 367 };
    case 'start':
      return { start: START - (choice % YEAR) };
    case 'end':
      return { end: START + 1 + (choice % YEAR) };
  }
}

const pick = <T>(list: readonly T[], choice: number): T => list[choice % list.length] as T;

/** The bits of `choice` say which; at least `least` of them. */
function subset<T>(list: readonly T[], choice: number, least: 0 | 1): T[] {
  const bits = (choice % (2 ** list.length - least)) + least;
  return list.filter((_, index) => (bits & (1 << index)) !== 0);
}

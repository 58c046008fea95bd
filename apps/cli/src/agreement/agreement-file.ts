import type { Agreement, PartyName } from '@sealbridge/directory';
import {
  type Attribution,
  ATTRIBUTIONS,
  DATA_CLASSES,
  type DataClass,
  type Handling,
  HANDLINGS,
  PROHIBITED_USES,
  type ProhibitedUse,
  PURPOSES,
  type Purpose,
  TLP,
  type Tlp,
} from '@sealbridge/vocabulary';
import { parse, stringify, YAMLParseError } from 'yaml';

import { type Failure, usage } from '../output/failure.js';

/** Terms as people write them: the file that `agreement draft` takes (docs/how-to/agree.md). */
export interface AgreementFile {
  /** Id of the agreement this is the next version of; absent for a new one. */
  readonly agreement?: string;
  /** Handles of the two organisations. */
  readonly between: readonly string[];
  readonly circle: string;
  readonly purposes: readonly Purpose[];
  readonly prohibited: readonly ProhibitedUse[];
  readonly dataClasses: readonly DataClass[];
  readonly markingCeiling: Tlp;
  readonly handlingCeiling: Handling;
  readonly jurisdictions: readonly string[];
  /** Absent means `must_not`. */
  readonly attribution: Attribution;
  readonly retentionMonths: number;
  readonly acknowledgeDays: number;
  readonly updateDays: number;
  /** ISO 8601 in UTC, to the minute or to the second. */
  readonly start: string;
  readonly end: string;
}

const PARTIES = 2;
const MS_PER_SECOND = 1000;
const NO_ALIASES = { maxAliasCount: 0, schema: 'core' } as const;
const TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2}))?Z)?$/;
const FIELDS: readonly (keyof AgreementFile)[] = [
  ...(['agreement', 'between', 'circle', 'purposes', 'prohibited', 'dataClasses', 'markingCeiling'] as const),
  ...([
    'handlingCeiling',
    'jurisdictions',
    'attribution',
    'retentionMonths',
    'acknowledgeDays',
    'updateDays',
    'start',
    'end',
  ] as const),
];

const COMMENT = `# Terms of an agreement. Edit them, then propose them with: npx sealbridge agreement draft FILE
# Times are UTC. A version counts from the moment both have signed it, not from an earlier start.
`;

/** The terms of a version in the form of the file. */
export function asFile(agreement: Agreement, parties: readonly PartyName[]): AgreementFile {
  const { circle, purposes, prohibited, dataClasses, markingCeiling, handlingCeiling, jurisdictions } = agreement;
  const { attribution, retentionMonths, acknowledgeDays, updateDays, start, end } = agreement;
  return {
    agreement: agreement.agreement,
    between: agreement.orgs.map((org) => parties.find((party) => party.org === org)?.handle ?? org),
    ...{ circle, purposes, prohibited, dataClasses, markingCeiling, handlingCeiling, jurisdictions },
    ...{ attribution, retentionMonths, acknowledgeDays, updateDays, start: timeText(start), end: timeText(end) },
  };
}

/** The file as YAML with a word about it on top. */
export function writeFile(file: AgreementFile): string {
  return COMMENT + stringify(file, { lineWidth: 0 }).trimEnd();
}

/** Reads YAML 1.2 or JSON. Throws a Failure (exit 2) that names the first field that is wrong, missing or unknown. */
export function parseFile(bytes: Uint8Array): AgreementFile {
  const fields = parseFields(bytes);
  const unknown = Object.keys(fields).find((name) => !(FIELDS as readonly string[]).includes(name));
  if (unknown !== undefined) throw wrong('the file', 'has a field that is not known');
  const agreement = fields['agreement'];
  if (agreement !== undefined && typeof agreement !== 'string') throw wrong('agreement', 'is not an id');
  return {
    ...(agreement === undefined ? {} : { agreement }),
    between: texts(fields, 'between', PARTIES),
    circle: text(fields, 'circle'),
    purposes: codes(fields, 'purposes', PURPOSES),
    prohibited: codes(fields, 'prohibited', PROHIBITED_USES),
    dataClasses: codes(fields, 'dataClasses', DATA_CLASSES),
    markingCeiling: code(fields, 'markingCeiling', TLP),
    handlingCeiling: code(fields, 'handlingCeiling', HANDLINGS),
    jurisdictions: texts(fields, 'jurisdictions'),
    // files written before this term existed go on saying what they said
    attribution: fields['attribution'] === undefined ? 'must_not' : code(fields, 'attribution', ATTRIBUTIONS),
    retentionMonths: whole(fields, 'retentionMonths'),
    acknowledgeDays: whole(fields, 'acknowledgeDays'),
    updateDays: whole(fields, 'updateDays'),
    start: time(fields, 'start'),
    end: time(fields, 'end'),
  };
}

/**
 * UNIX seconds of a time in the file, or null when it is none. A date alone is its first minute. A day that its month does not have
 * is no time: Date would make it another day, and an end is for good.
 */
export function secondsOf(value: string): number | null {
  const [, day, clock = '00:00', seconds = '00'] = TIME.exec(value) ?? [];
  const iso = `${day ?? ''}T${clock}:${seconds}.000Z`;
  const at = Date.parse(iso);
  return Number.isNaN(at) || new Date(at).toISOString() !== iso ? null : at / MS_PER_SECOND;
}

/** A time in UNIX seconds as the file has it. */
export function timeText(seconds: number): string {
  const iso = new Date(seconds * MS_PER_SECOND).toISOString();
  const toSecond = `${iso.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;
  return toSecond.replace(/:00Z$/, 'Z');
}

function parseFields(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const source = textOf(bytes);
  try {
    const value: unknown = parse(source, NO_ALIASES);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof YAMLParseError || error instanceof ReferenceError)) throw error;
  }
  throw notYaml();
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notYaml();
  }
}

function notYaml(): Failure {
  return wrong('the file', 'is not YAML with one term per line');
}

type Fields = Readonly<Record<string, unknown>>;

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(name, 'is missing or not text');
}

function texts(fields: Fields, name: string, count?: number): string[] {
  const value = fields[name];
  const isList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
  if (isList && (count === undefined || value.length === count)) return [...new Set(value)];
  throw wrong(name, count === undefined ? 'is missing or not a list of texts' : `is not a list of ${count} handles`);
}

function codes<Code extends string>(fields: Fields, name: string, known: readonly Code[]): Code[] {
  const value = fields[name];
  const isList = Array.isArray(value) && value.every((item) => (known as readonly unknown[]).includes(item));
  if (isList) return known.filter((item) => value.includes(item));
  throw wrong(name, 'is missing or holds something that is not in the list', known.join(', '));
}

function code<Code extends string>(fields: Fields, name: string, known: readonly Code[]): Code {
  const found = known.find((item) => item === fields[name]);
  if (found !== undefined) return found;
  throw wrong(name, 'is missing or not in the list', known.join(', '));
}

function whole(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw wrong(name, 'is missing or not a whole number');
}

function time(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (secondsOf(value) !== null) return value;
  throw wrong(name, 'is not a time in UTC', 'such as 2027-01-15T00:00Z');
}

function wrong(
  field: string,
  what: string,
  hint = 'npx sealbridge agreement draft --from ID writes a file that is right',
) {
  return usage('E_AGREEMENT_FILE', `${field} ${what}`, hint);
}

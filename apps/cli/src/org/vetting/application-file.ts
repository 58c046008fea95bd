import { isHandle, isShownName } from '@sealbridge/directory';
import {
  ORG_CLASSES,
  ORG_KINDS,
  ORG_SUBCLASSES,
  type OrgClass,
  type OrgKind,
  type OrgSubclass,
} from '@sealbridge/vocabulary';
import { parse, YAMLParseError } from 'yaml';

import { usage } from '../../output/failure.js';
import { readInput } from '../../report/input.js';

/** What an organisation says of itself in the file of `org apply`. */
export interface ApplicationFile {
  readonly kind: Exclude<OrgKind, 'stewards'>;
  readonly handle: string;
  readonly name: string;
  readonly country: string;
  readonly class: OrgClass;
  readonly subclass: OrgSubclass | null;
}

const FIELDS = ['kind', 'handle', 'name', 'country', 'class', 'subclass'];
const COUNTRY = /^[A-Z]{2}$/;
const MAX_NAME_LENGTH = 200;
/** Aliases of YAML could make a small file large; an application has no use for them. */
const NO_ALIASES = { maxAliasCount: 0 };
const APPLYING_KINDS = ORG_KINDS.filter((kind): kind is ApplicationFile['kind'] => kind !== 'stewards');

/** The application in a file, YAML or JSON; - for stdin. Throws a Failure (exit 2) that names the first field that is wrong. */
export async function readApplicationFile(path: string): Promise<ApplicationFile> {
  const fields = parseFields(new TextDecoder().decode(await readInput(path)));
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw wrong('a field', `is not one of ${FIELDS.join(', ')}`);
  const kind = oneOf(fields, 'kind', APPLYING_KINDS);
  const handle = text(fields, 'handle');
  if (!isHandle(handle) || handle.includes('/'))
    throw wrong('handle', 'is not letters, digits and hyphens in lower case');
  const name = text(fields, 'name');
  if (!isShownName(name, MAX_NAME_LENGTH)) {
    throw wrong('name', `is not 1 to ${MAX_NAME_LENGTH} characters that can be shown, without white space at its ends`);
  }
  const country = text(fields, 'country');
  if (!COUNTRY.test(country)) throw wrong('country', 'is not a country code of two capitals');
  const subclass =
    fields['subclass'] === undefined || fields['subclass'] === null ? null : oneOf(fields, 'subclass', ORG_SUBCLASSES);
  return { kind, handle, name, country, class: oneOf(fields, 'class', ORG_CLASSES), subclass };
}

function parseFields(source: string): Record<string, unknown> {
  try {
    const value: unknown = parse(source, NO_ALIASES);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof YAMLParseError || error instanceof ReferenceError)) throw error;
  }
  throw usage('E_FILE', 'the file is not YAML or JSON with fields', `the fields are ${FIELDS.join(', ')}`);
}

function text(fields: Record<string, unknown>, field: string): string {
  const value = fields[field];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw wrong(field, 'is missing or not text');
}

function oneOf<T extends string>(fields: Record<string, unknown>, field: string, known: readonly T[]): T {
  const found = known.find((code) => code === fields[field]);
  if (found === undefined) throw wrong(field, `is not one of ${known.join(', ')}`);
  return found;
}

const wrong = (field: string, message: string): Error => usage('E_FIELD', `${field} ${message}`);

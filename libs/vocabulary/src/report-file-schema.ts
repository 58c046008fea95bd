import { cardSchema, type JsonSchema } from './card-schema.js';
import { GRADING_CODES, GRADING_SCHEMES } from './grading.js';
import { LIMITS } from './limits.js';
import { DISCOVERY, HANDLINGS, TLP, URGENCIES } from './markings.js';
import { PURPOSES } from './purposes.js';
import {
  CONSENT_BASES,
  CONSENT_CHECKLIST,
  CONTACT_WISHES,
  IDENTIFIER_KINDS,
  REPORTER_CLASSES,
  STATEMENT_KINDS,
} from './report-codes.js';

/** A language tag as the report file takes it: a primary subtag of BCP 47, with subtags where they matter. */
export const LANG_PATTERN = '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$';

/** A day or a month of the calendar, in UTC, up to which a report may be opened. */
export const OPEN_UNTIL_PATTERN = '^20[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$';

/** A month of the calendar in which a consent ends. */
export const EXPIRES_PATTERN = '^20[0-9]{2}-(0[1-9]|1[0-2])$';

const text = (description: string, bytes: number): JsonSchema => ({
  type: 'string',
  minLength: 1,
  // A character is one byte or more: the schema can only state the upper bound, the program counts bytes.
  maxLength: bytes,
  description: `${description}; at most ${String(bytes)} bytes of UTF-8`,
});

const closed = (required: readonly string[], properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

/** A grading code may be written as a number where it is one. */
function gradingCodes(codes: readonly string[]): JsonSchema {
  return { enum: codes.flatMap((code) => (/^[0-9]$/.test(code) ? [code, Number(code)] : [code])) };
}

const GRADING: JsonSchema = {
  description: 'A grading in the native codes of its scheme',
  oneOf: GRADING_SCHEMES.map((scheme) => {
    const { source, information, handling } = GRADING_CODES[scheme];
    return closed(['scheme', 'source', 'information'], {
      scheme: { const: scheme },
      source: gradingCodes(source),
      information: gradingCodes(information),
      ...(handling.length > 0 && { handling: gradingCodes(handling) }),
    });
  }),
};

const STATEMENT: JsonSchema = closed(['text', 'kind'], {
  text: text('What is stated', LIMITS.MAX_STATEMENT_BYTES),
  kind: { enum: [...STATEMENT_KINDS] },
  grading: GRADING,
});

const IDENTIFIER: JsonSchema = closed(['kind', 'value'], {
  kind: { enum: [...IDENTIFIER_KINDS] },
  value: text('Perpetrator side only; never changed', LIMITS.MAX_IDENTIFIER_BYTES),
});

const CONSENT: JsonSchema = closed(['basis'], {
  basis: { enum: [...CONSENT_BASES] },
  checklist: {
    type: 'array',
    description: `Answers to: ${CONSENT_CHECKLIST.join(', ')}`,
    items: { type: 'boolean' },
    minItems: CONSENT_CHECKLIST.length,
    maxItems: CONSENT_CHECKLIST.length,
  },
  expires: { type: 'string', pattern: EXPIRES_PATTERN },
});

/**
 * The JSON Schema (2020-12) of a report file, which `report schema` prints. Made from the code lists, so that a new code
 * is in it by itself. What a schema cannot say (bytes, rules between fields, offsets) the program checks.
 */
export const REPORT_FILE_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:sealbridge:report-file:1',
  title: 'Sealbridge report file',
  description:
    'A report as an analyst writes it, before redaction. YAML 1.2 or JSON. See docs/reference/report-file.md.',
  ...closed(['lang', 'title', 'card', 'tlp', 'urgency', 'reporterClass', 'contactWish'], {
    lang: { type: 'string', pattern: LANG_PATTERN, maxLength: LIMITS.MAX_LANG_CHARACTERS },
    title: text('What the report is about', LIMITS.MAX_TITLE_BYTES),
    narrative: text('One statement of kind fact', LIMITS.MAX_STATEMENT_BYTES),
    statements: { type: 'array', items: STATEMENT, minItems: 1, maxItems: LIMITS.MAX_STATEMENTS },
    grading: GRADING,
    identifiers: { type: 'array', items: IDENTIFIER, maxItems: LIMITS.MAX_IDENTIFIERS },
    attachments: {
      type: 'array',
      items: text('A path', LIMITS.MAX_ATTACHMENT_PATH_BYTES),
      maxItems: LIMITS.MAX_ATTACHMENTS,
    },
    reporterClass: { enum: [...REPORTER_CLASSES] },
    contactWish: { enum: [...CONTACT_WISHES] },
    consent: CONSENT,
    card: cardSchema(),
    tlp: { enum: [...TLP] },
    handling: { enum: [...HANDLINGS] },
    urgency: { enum: [...URGENCIES] },
    discovery: { enum: [...DISCOVERY] },
    purposes: { type: 'array', items: { enum: [...PURPOSES] }, minItems: 1, uniqueItems: true },
    openUntil: { type: 'string', pattern: OPEN_UNTIL_PATTERN },
  }),
  oneOf: [{ required: ['narrative'] }, { required: ['statements'] }],
};

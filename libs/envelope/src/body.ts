import { encode, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES } from '@sealbridge/sodium';
import {
  CONTACT_WISHES,
  IDENTIFIER_KINDS,
  idToBytes,
  LIMITS,
  REPORTER_CLASSES,
  STATEMENT_KINDS,
  type ContactWish,
  type Id,
  type IdentifierKind,
  type ReporterClass,
  type StatementKind,
} from '@sealbridge/vocabulary';
import { consentValue, readConsent, type BodyConsent } from './body-consent.js';
import { gradingValue, readGrading, type BodyGrading } from './body-grading.js';
import { readingValue, readReading, type BodyReading } from './body-reading.js';
import type { SaltedCard } from './card.js';
import { ENVELOPE_LIMITS, FACETS_SALT_BYTES } from './limits.js';
import { limited, readHash, readId, readList, readNullableId, readPart } from './shape.js';

/** What ties a body to its CORE: these stand in both and must be equal. */
export interface BodyBinding {
  readonly reportId: Id;
  readonly version: number;
  readonly originOrg: Id;
  readonly originUnit: Id;
  readonly signer: Id;
  readonly policyHash: Uint8Array;
}

/** One statement as it was sealed. */
export interface BodyStatement {
  readonly text: string;
  readonly kind: StatementKind;
  readonly grading: BodyGrading | null;
}

/** A perpetrator-side identifier as it was sealed. */
export interface BodyIdentifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  readonly normalised: string | null;
}

/** An attachment as its reader knows it; size in bytes and hash are of the plaintext. */
export interface BodyAttachment {
  readonly id: Id;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: Uint8Array;
}

/** What was written. */
export interface BodyContent {
  readonly lang: string;
  readonly title: string;
  readonly statements: readonly BodyStatement[];
  readonly grading: BodyGrading | null;
  readonly identifiers: readonly BodyIdentifier[];
  readonly attachments: readonly BodyAttachment[];
  readonly reporterClass: ReporterClass;
  readonly contactWish: ContactWish;
  readonly consent: BodyConsent;
  readonly reading: BodyReading;
  readonly facets: SaltedCard;
  readonly review: Id | null;
}

/** BODY: the plaintext of the body stream. */
export interface Body extends BodyBinding, BodyContent {}

/** Reads BODY without its padding. Throws EnvelopeError. */
export function parseBody(bytes: Uint8Array): Body {
  return readPart('the body', bytes, ENVELOPE_LIMITS.MAX_BODY_BYTES, (fields) => ({
    reportId: readId(fields, 0),
    version: fields.uint(1),
    originOrg: readId(fields, 2),
    originUnit: readId(fields, 3),
    signer: readId(fields, 4),
    policyHash: readHash(fields, 5),
    lang: fields.text(6, { max: LIMITS.MAX_LANG_CHARACTERS }),
    title: fields.text(7, { max: LIMITS.MAX_TITLE_BYTES }),
    statements: readList(fields, 8, LIMITS.MAX_STATEMENTS, (items, index) => readStatement(items.items(index))),
    grading: readGrading(fields, 9),
    identifiers: readList(fields, 10, LIMITS.MAX_IDENTIFIERS, (items, index) => readIdentifier(items.items(index))),
    attachments: readList(fields, 11, LIMITS.MAX_ATTACHMENTS, (items, index) => readAttachment(items.items(index))),
    reporterClass: fields.code(12, REPORTER_CLASSES),
    contactWish: fields.code(13, CONTACT_WISHES),
    consent: readConsent(fields.map(14)),
    reading: readReading(fields.map(15)),
    facets: readFacets(fields.items(16)),
    review: readNullableId(fields, 17),
  }));
}

/** Writes BODY without its padding. Throws EnvelopeError E_SIZE. */
export function writeBody(body: Body): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, idToBytes(body.reportId)],
    [1, body.version],
    [2, idToBytes(body.originOrg)],
    [3, idToBytes(body.originUnit)],
    [4, idToBytes(body.signer)],
    [5, body.policyHash],
    [6, body.lang],
    [7, body.title],
    [8, body.statements.map(({ text, kind, grading }) => [text, kind, gradingValue(grading)])],
    [9, gradingValue(body.grading)],
    [10, body.identifiers.map(({ kind, value, normalised }) => [kind, value, normalised])],
    [11, body.attachments.map((file) => [idToBytes(file.id), file.name, file.mediaType, file.size, file.sha256])],
    [12, body.reporterClass],
    [13, body.contactWish],
    [14, consentValue(body.consent)],
    [15, readingValue(body.reading)],
    [16, [body.facets.salt, body.facets.card]],
    [17, body.review === null ? null : idToBytes(body.review)],
  ]);
  return limited('the body', encode(fields), ENVELOPE_LIMITS.MAX_BODY_BYTES);
}

function readStatement(items: FieldReader): BodyStatement {
  const text = items.text(0, { max: LIMITS.MAX_STATEMENT_BYTES });
  const statement = { text, kind: items.code(1, STATEMENT_KINDS), grading: readGrading(items, 2) };
  items.end();
  return statement;
}

function readIdentifier(items: FieldReader): BodyIdentifier {
  const kind = items.code(0, IDENTIFIER_KINDS);
  const max = LIMITS.MAX_IDENTIFIER_BYTES;
  const identifier = { kind, value: items.text(1, { max }), normalised: items.nullableText(2, { max }) };
  items.end();
  return identifier;
}

function readAttachment(items: FieldReader): BodyAttachment {
  const attachment = {
    id: readId(items, 0),
    name: items.text(1, { max: ENVELOPE_LIMITS.MAX_ATTACHMENT_NAME_CHARACTERS }),
    mediaType: items.text(2, { max: ENVELOPE_LIMITS.MAX_MEDIA_TYPE_CHARACTERS }),
    size: items.uint(3, { max: LIMITS.MAX_ATTACHMENT_BYTES }),
    sha256: items.bytes(4, HASH_BYTES),
  };
  items.end();
  return attachment;
}

function readFacets(items: FieldReader): SaltedCard {
  const salt = items.bytes(0, FACETS_SALT_BYTES);
  const facets = { salt, card: items.bytes(1, { max: ENVELOPE_LIMITS.MAX_CARD_BYTES }) };
  items.end();
  return facets;
}

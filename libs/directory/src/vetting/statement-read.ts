import { decodeStrict, readFields, readItems, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES, isAcceptableSigningKey, SIGNING_PUBLIC_KEY_BYTES, toHex } from '@sealbridge/sodium';
import {
  APPLICANT_KINDS,
  CONFLICT_RELATIONS,
  EVIDENCE_FINDINGS,
  MEMBERSHIP_END_REASONS,
  ORG_CLASSES,
  ORG_KINDS,
  ORG_SUBCLASSES,
  RETURN_REASONS,
  VERDICTS,
  VETTING_EVIDENCE,
  VETTING_STAGES,
  type ApplicantKind,
  type OrgKind,
} from '@sealbridge/vocabulary';
import { requireThat } from '../directory-error.js';
import { isOrgHandle, readBytesList, readCountry, readHandle, readId, readShownName } from '../field-rules.js';
import { asRecord } from '../leaf.js';
import { MAX_NAME_LENGTH, MAX_ORIGIN_LENGTH, MAX_VET_RECORD_BYTES, MAX_VET_ROUND } from '../limits.js';
import { compareText, isSorted } from '../order.js';
import { MAX_SEALED_NOTE_BYTES } from './sealed-note.js';
import {
  VET_KINDS,
  type ApplicantDetails,
  type EvidenceItem,
  type Finding,
  type VetFields,
  type VetKind,
  type VetStatement,
} from './statement.js';
import { VET_FORMAT } from './statement-write.js';
import { requireMeaning } from './statement-rules.js';

const ROOT_KEYS = 3;
const VETTED_KINDS = ORG_KINDS.filter((kind): kind is Exclude<OrgKind, 'stewards'> => kind !== 'stewards');
const CONFLICTS = ['none', ...CONFLICT_RELATIONS] as const;

/** Reads a statement. Throws E_RECORD for a wrong shape, E_FIELD for a broken rule of docs/reference/vetting.md. */
export function parseVet(bytes: Uint8Array): VetStatement {
  const statement = asRecord(() => {
    const map = readFields(decodeStrict(bytes, { maxBytes: MAX_VET_RECORD_BYTES }));
    map.code(0, [VET_FORMAT]);
    const kind = map.code(1, VET_KINDS);
    const read = {
      application: readId(map, 2),
      org: readId(map, 3),
      origin: map.text(4, { max: MAX_ORIGIN_LENGTH }),
      at: map.uint(5),
      fields: readVetFields(kind, map.map(6)),
    };
    map.end();
    return read;
  });
  requireThat(statement.origin.length > 0, 'E_FIELD', 'a statement for no log');
  requireMeaning(statement);
  return statement;
}

function readVetFields(kind: VetKind, map: FieldReader): VetFields {
  const fields = readers[kind](map);
  map.end();
  return fields;
}

const readers: Readonly<Record<VetKind, (map: FieldReader) => VetFields>> = {
  apply: (map) => ({
    kind: 'apply',
    subject: readId(map, 1),
    details: readDetails(map.code(0, APPLICANT_KINDS), map.map(2)),
  }),
  evidence: (map) => ({ kind: 'evidence', round: readRound(map), items: readList(map, 1, readItem) }),
  attest: (map) => ({ kind: 'attest', round: readRound(map) }),
  end: (map) => ({ kind: 'end', reason: map.code(0, MEMBERSHIP_END_REASONS) }),
  status: () => ({ kind: 'status' }),
  verdict: (map) => ({
    kind: 'verdict',
    round: readRound(map),
    stage: map.code(1, VETTING_STAGES),
    verdict: map.code(2, VERDICTS),
    evidenceSetHash: map.bytes(3, HASH_BYTES),
    findings: readList(map, 4, readFinding),
    conflict: map.code(5, CONFLICTS),
    admission: map.nullableBytes(6, HASH_BYTES),
  }),
};

function readDetails(kind: ApplicantKind, map: FieldReader): ApplicantDetails {
  const details = detailReaders[kind](map);
  map.end();
  return details;
}

const detailReaders: Readonly<Record<ApplicantKind, (map: FieldReader) => ApplicantDetails>> = {
  organisation: readOrganisation,
  unit: (map) => ({ kind: 'unit', handle: readHandle(map, 0) }),
  liaison: () => ({ kind: 'liaison' }),
};

function readOrganisation(map: FieldReader): ApplicantDetails {
  const handle = readHandle(map, 0);
  requireThat(isOrgHandle(handle), 'E_FIELD', 'malformed handle of an organisation');
  const rootKeys = readBytesList(map, 3, { length: SIGNING_PUBLIC_KEY_BYTES, max: ROOT_KEYS });
  const different = new Set(rootKeys.map(toHex)).size === ROOT_KEYS;
  requireThat(different, 'E_FIELD', 'an organisation has three different root keys');
  requireThat(rootKeys.every(isAcceptableSigningKey), 'E_SIGNING_KEY', 'a root key is not acceptable');
  return {
    kind: 'organisation',
    handle,
    orgKind: map.code(1, VETTED_KINDS),
    country: readCountry(map, 2),
    rootKeys,
    name: readShownName(map, 4, MAX_NAME_LENGTH),
    orgClass: map.code(5, ORG_CLASSES),
    orgSubclass: map.value(6) === null ? null : map.code(6, ORG_SUBCLASSES),
  };
}

function readRound(map: FieldReader): number {
  const round = map.uint(0, { max: MAX_VET_ROUND });
  requireThat(round >= 1, 'E_FIELD', 'rounds are counted from 1');
  return round;
}

function readList<T extends { readonly kind: string }>(
  map: FieldReader,
  key: number,
  read: (items: FieldReader) => T,
): T[] {
  const list = map.array(key, { max: VETTING_EVIDENCE.length }).map((value: CborValue) => {
    const items = readItems(value);
    const item = read(items);
    items.end();
    return item;
  });
  const sorted = isSorted(list, (a, b) => compareText(a.kind, b.kind));
  requireThat(sorted, 'E_FIELD', 'a list is not sorted by kind');
  return list;
}

function readItem(items: FieldReader): EvidenceItem {
  return {
    kind: items.code(0, VETTING_EVIDENCE),
    note: items.nullableBytes(1, { max: MAX_SEALED_NOTE_BYTES }),
    documentSha256: items.nullableBytes(2, HASH_BYTES),
  };
}

function readFinding(items: FieldReader): Finding {
  return {
    kind: items.code(0, VETTING_EVIDENCE),
    finding: items.code(1, EVIDENCE_FINDINGS),
    reason: items.value(2) === null ? null : items.code(2, RETURN_REASONS),
  };
}

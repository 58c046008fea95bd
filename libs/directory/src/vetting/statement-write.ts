import { encode, type CborValue } from '@sealbridge/cbor';
import { idToBytes } from '@sealbridge/vocabulary';
import { compareText } from '../order.js';
import type { ApplicantDetails, VetFields, VetStatement } from './statement.js';

/** The format name of a statement. */
export const VET_FORMAT = 'sr1w';

/** The bytes of a statement, lists sorted. Checks nothing: `vetRecord` reads them again and does. */
export function writeVet({ application, org, origin, at, fields }: VetStatement): Uint8Array {
  return encode(
    numbered(VET_FORMAT, fields.kind, idToBytes(application), idToBytes(org), origin, at, fieldsMap(fields)),
  );
}

function fieldsMap(fields: VetFields): Map<number, CborValue> {
  switch (fields.kind) {
    case 'apply':
      return numbered(fields.details.kind, idToBytes(fields.subject), detailsMap(fields.details));
    case 'evidence':
      return numbered(
        fields.round,
        byKind(fields.items).map(({ kind, note, documentSha256 }) => [kind, note, documentSha256]),
      );
    case 'attest':
      return numbered(fields.round);
    case 'end':
      return numbered(fields.reason);
    case 'status':
      return numbered();
    case 'verdict':
      return numbered(
        fields.round,
        fields.stage,
        fields.verdict,
        fields.evidenceSetHash,
        byKind(fields.findings).map(({ kind, finding, reason }) => [kind, finding, reason]),
        fields.conflict,
        fields.admission,
      );
  }
}

function detailsMap(details: ApplicantDetails): Map<number, CborValue> {
  switch (details.kind) {
    case 'organisation':
      return numbered(
        details.handle,
        details.orgKind,
        details.country,
        details.rootKeys,
        details.name,
        details.orgClass,
        details.orgSubclass,
      );
    case 'unit':
      return numbered(details.handle);
    case 'liaison':
      return numbered();
  }
}

function byKind<T extends { readonly kind: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => compareText(a.kind, b.kind));
}

function numbered(...values: CborValue[]): Map<number, CborValue> {
  return new Map(values.map((value, index) => [index, value]));
}

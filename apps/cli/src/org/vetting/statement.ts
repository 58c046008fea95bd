import { type EventSigner, signVet, type VetFields, vetRecord, writeVet, writeVetRecord } from '@sealbridge/directory';
import { toBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

const MS_PER_SECOND = 1000;

/** What every statement of one application names. */
export interface ApplicationPlace {
  readonly application: Id;
  readonly org: Id;
  /** Origin of the log. */
  readonly origin: string;
}

/** A vetting statement of this moment signed by all of `signers`, as base64 of its record. Throws DirectoryError E_FIELD, E_RECORD. */
export function signStatement(place: ApplicationPlace, fields: VetFields, signers: readonly EventSigner[]): string {
  const bytes = writeVet({ ...place, at: Math.floor(Date.now() / MS_PER_SECOND), fields });
  const signatures = signers.map((signer) => signVet(bytes, signer));
  return toBase64(writeVetRecord(vetRecord(bytes, signatures)));
}

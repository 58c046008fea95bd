import { agreementPlace, type VerifiedDirectory, verifying } from '@sealbridge/client';
import {
  type AgreementRecord,
  agreementWords,
  DirectoryError,
  type DirectoryErrorCode,
  type PartyName,
  requireParty,
} from '@sealbridge/directory';
import { toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Person } from '../session/person.js';
import { asFile, type AgreementFile } from './agreement-file.js';

/**
 * How a party stands behind a version: `signed` verified; `missing` not signed yet; `hidden` signed, and the keys of the party are
 * not shown to this person; `lapsed` signed by somebody who has left since, or while the party is suspended.
 */
export type PartySignature = 'signed' | 'missing' | 'hidden' | 'lapsed';

/** A version for people: in plain words from the signed bytes, with names from the verified directory. */
export interface AgreementView {
  readonly id: Id;
  readonly version: number;
  readonly versionHash: string;
  readonly parties: readonly (PartyName & { readonly signature: PartySignature })[];
  readonly words: readonly { readonly about: string; readonly text: string }[];
  readonly terms: AgreementFile;
}

const OUTCOME_OF: Partial<Record<DirectoryErrorCode, PartySignature>> = {
  E_PARTIAL: 'hidden',
  E_SIGNER: 'lapsed',
  E_SUSPENDED: 'lapsed',
};

/** Throws a Failure (exit 5) when a signature is forged, a party is not on the log, or the terms are of another log. */
export function viewOf({ profile }: Person, directory: VerifiedDirectory, record: AgreementRecord): AgreementView {
  const { agreement, hash } = record;
  if (agreement.origin !== profile.origin) throw otherLog();
  const names = agreement.orgs.map((org) => partyName(directory, org));
  const parties = names.map((name) => ({ ...name, signature: signatureOf(directory, record, name.org) }));
  const words = agreementWords(agreement, names);
  const terms = asFile(agreement, names);
  return { id: agreement.agreement, version: agreement.version, versionHash: toHex(hash), parties, words, terms };
}

/** A party by the name that the stewards signed. Throws a Failure (exit 5) when the log shows no such organisation. */
export function partyName({ state }: VerifiedDirectory, org: Id): PartyName {
  const found = state.organisations.get(org);
  if (found !== undefined) return { org, handle: found.handle, name: found.name };
  throw new Failure({
    code: 'E_PARTIAL',
    exit: EXIT.VERIFICATION,
    message: 'a party of the agreement is not in the directory that the log shows',
    hint: 'wait until its admission is on the log, or ask a steward',
  });
}

function signatureOf({ state, log }: VerifiedDirectory, record: AgreementRecord, org: Id): PartySignature {
  if (!record.signatures.some((signature) => signature.org === org)) return 'missing';
  return verifying(() => {
    try {
      requireParty({ state, record, org, position: agreementPlace(log, record), now: log.now });
      return 'signed';
    } catch (error) {
      const outcome = error instanceof DirectoryError ? OUTCOME_OF[error.code] : undefined;
      if (outcome === undefined) throw error;
      return outcome;
    }
  });
}

function otherLog(): Failure {
  return new Failure({
    code: 'E_AGREEMENT_ORIGIN',
    exit: EXIT.VERIFICATION,
    message: 'the agreement was made for another log',
    hint: 'do not sign it; ask the stewards',
  });
}

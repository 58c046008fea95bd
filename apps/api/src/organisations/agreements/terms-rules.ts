import {
  ALWAYS_PROHIBITED,
  type Agreement,
  DirectoryError,
  MAX_AGREEMENT_SECONDS,
  parseAgreementRecord,
  type AgreementRecord,
} from '@sealbridge/directory';
import { equal } from '@sealbridge/sodium';

import { Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid } from '../../platform/graphql/user-error.js';

import type { StoredAgreement } from './agreement.repository.js';

/** What new terms are judged against: UNIX seconds, and the origin of this instance's log. */
export interface TermsPlace {
  readonly origin: string;
  readonly now: number;
}

/** Reads an agreement record, which may lack signatures. Throws Rejected with the code of the format. */
export function parseTerms(bytes: Uint8Array): AgreementRecord {
  try {
    return parseAgreementRecord(bytes);
  } catch (error) {
    throw rejection(error);
  }
}

/**
 * Throws Rejected unless these terms may be proposed and signed here and now: E_AGREEMENT_ORIGIN, E_PROHIBITED_USE when one of
 * the uses that every agreement rules out is missing, E_TERM when they would be over already.
 */
export function requireAcceptable({ origin, prohibited, end }: Agreement, place: TermsPlace): void {
  if (origin !== place.origin) {
    throw new Rejected(invalid('E_AGREEMENT_ORIGIN', 'the agreement was made for another log', 'record'));
  }
  if (!ALWAYS_PROHIBITED.every((use) => prohibited.includes(use))) {
    throw new Rejected(invalid('E_PROHIBITED_USE', 'a use that every agreement rules out is missing', 'prohibited'));
  }
  if (end <= place.now || end > MAX_AGREEMENT_SECONDS) {
    throw new Rejected(invalid('E_TERM', 'the agreement would be over, or never', 'end'));
  }
}

/**
 * Throws Rejected unless the terms are the next version after the stored one: Conflict when that version is there already, and
 * E_AGREEMENT_CHAIN when they follow something else or are of other parties, which reads the same.
 */
export function requireNext({ agreement }: AgreementRecord, stored: StoredAgreement | null): void {
  const { version, prevHash, orgs } = agreement;
  if (stored === null) {
    if (version !== 1) throw notNext();
    return;
  }
  if (!stored.orgs.every((org) => orgs.includes(org))) throw notNext();
  if (stored.version >= version) throw new Rejected(conflict('the agreement has this version already'));
  const follows = version === stored.version + 1 && prevHash !== null && equal(prevHash, stored.versionHash);
  if (!follows) throw notNext();
}

/** What a format or a signature breaks, as the answer to whoever sent it; other errors are bugs and come back as they are. */
export function rejection(error: unknown): unknown {
  return error instanceof DirectoryError ? new Rejected(invalid(error.code, error.message, 'record')) : error;
}

function notNext(): Rejected {
  return new Rejected(invalid('E_AGREEMENT_CHAIN', 'the agreement does not follow its previous version', 'record'));
}

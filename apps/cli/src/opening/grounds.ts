import type { VerifiedDirectory } from '@sealbridge/client';
import { listInWords, PROHIBITED_WORDS } from '@sealbridge/directory';
import type { CheckedOffer } from '@sealbridge/opening';
import {
  type Id,
  isBasisOf,
  isCode,
  LEGAL_BASES,
  LEGAL_BASES_OF,
  LEGAL_BASIS_TEXTS,
  type LegalBasis,
  needsLegalBasis,
  PROHIBITED_USES,
  type ProhibitedUse,
  type Purpose,
} from '@sealbridge/vocabulary';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';

/** On what ground somebody opens, and what they accept; signed with the purpose before the key is released. */
export interface Grounds {
  readonly legalBasis: LegalBasis | null;
  readonly acceptedUses: readonly ProhibitedUse[];
}

/** The legal basis that a person names, checked against the purpose. Throws a Failure (exit 2). */
export function readLegalBasis(purpose: Purpose, named: string | undefined): LegalBasis | undefined {
  if (named === undefined) return undefined;
  if (isCode(LEGAL_BASES, named) && isBasisOf(purpose, named)) return named;
  const fitting = LEGAL_BASES_OF[purpose].join(', ');
  throw usage('E_LEGAL_BASIS', `--legal-basis is not one that fits ${purpose}`, `one of ${fitting}`);
}

/** The legal basis for an organisation: what was named, else the first that fits the purpose, and none where none is needed. */
export function legalBasisFor(
  { state }: Pick<VerifiedDirectory, 'state'>,
  org: Id,
  purpose: Purpose,
  named: LegalBasis | undefined,
): LegalBasis | null {
  if (named !== undefined) return named;
  const kind = state.organisations.get(org)?.kind;
  return kind === undefined || needsLegalBasis(kind) ? LEGAL_BASES_OF[purpose][0] : null;
}

/**
 * What is ruled out by the agreements that a report names, as this client has verified them, and by the older versions of which only
 * the server's offer speaks. A server cannot keep a rule of the agreement in force from the reader. Throws a Failure (exit 5) for a use
 * that this client cannot name: it would be accepted unseen.
 */
export function prohibitedBy(
  { core, policy }: Pick<CheckedOffer, 'core' | 'policy'>,
  { agreements }: Pick<VerifiedDirectory, 'agreements'>,
  org: Id,
  offered: readonly string[],
): ProhibitedUse[] {
  const known = offered.filter((use): use is ProhibitedUse => isCode(PROHIBITED_USES, use));
  if (known.length < offered.length) throw unknownUse();
  const between = agreements.filter(
    ({ agreement }) =>
      org !== core.originOrg &&
      policy.agreements.includes(agreement.agreement) &&
      agreement.orgs.includes(core.originOrg),
  );
  const ruledOut = new Set([...known, ...between.flatMap(({ agreement }) => agreement.prohibited)]);
  return PROHIBITED_USES.filter((use) => ruledOut.has(use));
}

/** What the person is told before anything is signed, one line for each thing they accept or state. */
export function groundsWords({ legalBasis, acceptedUses }: Grounds): string[] {
  const uses = acceptedUses.map((use) => PROHIBITED_WORDS[use]);
  const accepted = `by opening you accept that nothing in it may be used for ${listInWords(uses, 'or')}`;
  return [...(uses.length === 0 ? [] : [accepted]), ...(legalBasis === null ? [] : [basisLine(legalBasis)])];
}

function basisLine(legalBasis: LegalBasis): string {
  const { words, source } = LEGAL_BASIS_TEXTS[legalBasis];
  return `legal basis ${legalBasis}: ${words} (${source})`;
}

function unknownUse(): Failure {
  return new Failure({
    code: 'E_UNKNOWN_USE',
    exit: EXIT.VERIFICATION,
    message: 'the offer rules out a use that this program cannot name',
    hint: 'a newer version of the program may know it; nothing was signed',
  });
}

import { EnvelopeError, parseRecoveryShareStatement } from '@sealbridge/envelope';
import { equal, sha256, verifyTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

import type { OfferedContribution } from './offered-recovery.js';

/** How far the time of a statement may be from the server's clock. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 300;

/** What the statement of a guardian who approves has to say. */
export interface ContributionClaim {
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly recovery: Id;
  /** Device of the guardian who approves. */
  readonly from: Id;
  /** Signing key of that device, as the recovery key names it. */
  readonly fromKey: Uint8Array;
  /** Device of the guardian who started. */
  readonly to: Id;
  /** UNIX seconds. */
  readonly now: number;
}

/**
 * Throws Rejected unless the guardian signed this contribution, for this recovery and for the guardian who started it: whoever opens it
 * can then tell a wrong share from one that was swapped here.
 */
export function requireContribution(offered: OfferedContribution, claim: ContributionClaim): void {
  const { statement, signature, bytes } = offered;
  const said = parsed(statement);
  const meant =
    said.origin === claim.origin &&
    equal(said.nodeKeyId, claim.nodeKeyId) &&
    said.recovery === claim.recovery &&
    said.from === claim.from &&
    said.to === claim.to &&
    equal(said.contributionSha256, sha256(bytes));
  if (!meant) throw rejected('E_STATEMENT', 'the statement is not about this contribution');
  if (Math.abs(said.time - claim.now) > MAX_CLOCK_DIFFERENCE_SECONDS) {
    throw rejected('E_CLOCK', 'the time of the statement is not now');
  }
  if (!verifyTyped('sr1.recovery', statement, signature, claim.fromKey)) {
    throw rejected('E_SIGNATURE', 'the statement is not signed by the guardian');
  }
}

function parsed(statement: Uint8Array): ReturnType<typeof parseRecoveryShareStatement> {
  try {
    return parseRecoveryShareStatement(statement);
  } catch (error) {
    if (error instanceof EnvelopeError) throw rejected(error.code, error.message);
    throw error;
  }
}

function rejected(code: string, message: string): Rejected {
  return new Rejected(invalid(code, message, 'recoveryContribution'));
}

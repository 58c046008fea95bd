import { parsePolicy, type Policy, TransparencyError } from '@sealbridge/transparency';

import { ClientError } from '../client-error.js';

/** A local witness proves nothing; its key name says so and every verification repeats it. */
const LOCAL_WITNESS = /\.invalid$/;

/** The policy of a text. Throws a ClientError (`usage`) when it is malformed. */
export function readPolicy(text: string): Policy {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (!(error instanceof TransparencyError)) throw error;
    throw new ClientError('E_POLICY', 'usage', `the policy file is not usable: ${error.message}`);
  }
}

/** What a reader of a verification has to know about its witnesses, or null. */
export function witnessWarning(policy: Policy): string | null {
  const witnesses = [...policy.witnesses.values()];
  if (witnesses.length === 0) return 'no witness: a fork cannot be seen';
  if (!witnesses.every(({ key }) => LOCAL_WITNESS.test(key.name))) return null;
  const count = witnesses.length === 1 ? '1 witness' : `${witnesses.length} witnesses`;
  return `${count}, same machine: a fork cannot be seen`;
}

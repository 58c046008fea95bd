import { readFileSync } from 'node:fs';

import { parsePolicy, type Policy, TransparencyError } from '@sealbridge/transparency';

import { usage } from '../output/failure.js';

/** A local witness proves nothing; its key name says so and every verification repeats it. */
const LOCAL_WITNESS = /\.invalid$/;

/** The policy of a file. Throws a Failure (exit 2) when it cannot be read or is malformed. */
export function readPolicyFile(path: string): Policy {
  try {
    return parsePolicy(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof TransparencyError ? error.message : 'it cannot be read';
    throw usage('E_POLICY', `the policy file is not usable: ${reason}`);
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

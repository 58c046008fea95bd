import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { parsePolicy, type Policy, TransparencyError } from '@sealbridge/transparency';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/** A local witness proves nothing; its key name says so and every verification repeats it. */
const LOCAL_WITNESS = /\.invalid$/;

/**
 * The policy that was pinned when the profile was made (security-corrections C1). Throws a Failure: exit 5 when the file is
 * another one by now, exit 2 when it cannot be read or is malformed.
 */
export function readPinnedPolicy({ policyFile, policySha256 }: Profile): Policy {
  const bytes = readBytes(policyFile);
  if (createHash('sha256').update(bytes).digest('hex') === policySha256) return parse(bytes);
  throw new Failure({
    code: 'E_POLICY',
    exit: EXIT.VERIFICATION,
    message: 'the policy file is not the one that was pinned when the profile was made',
    hint: `find out who changed ${policyFile}: it decides whose log and witnesses count`,
  });
}

/** The policy of a file that somebody named. Throws a Failure (exit 2) when it cannot be read or is malformed. */
export function readPolicyFile(path: string): Policy {
  return parse(readBytes(path));
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw usage('E_POLICY', 'the policy file is not usable: it cannot be read');
  }
}

function parse(bytes: Buffer): Policy {
  try {
    return parsePolicy(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof TransparencyError)) throw error;
    throw usage('E_POLICY', `the policy file is not usable: ${error.message}`);
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

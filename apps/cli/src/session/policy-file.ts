import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { readPolicy } from '@sealbridge/client';
import type { Policy } from '@sealbridge/transparency';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/**
 * The policy that was pinned when the profile was made (security-corrections C1). Throws a Failure: exit 5 when the file is
 * another one by now, exit 2 when it cannot be read or is malformed.
 */
export function readPinnedPolicy({ policyFile, policySha256 }: Profile): Policy {
  const bytes = readBytes(policyFile);
  if (createHash('sha256').update(bytes).digest('hex') === policySha256) return readPolicy(bytes.toString('utf8'));
  throw new Failure({
    code: 'E_POLICY',
    exit: EXIT.VERIFICATION,
    message: 'the policy file is not the one that was pinned when the profile was made',
    hint: `find out who changed ${policyFile}: it decides whose log and witnesses count`,
  });
}

/** The policy of a file that somebody named. Throws a Failure (exit 2) when it cannot be read or is malformed. */
export function readPolicyFile(path: string): Policy {
  return readPolicy(readBytes(path).toString('utf8'));
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw usage('E_POLICY', 'the policy file is not usable: it cannot be read');
  }
}

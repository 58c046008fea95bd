import type { Policy } from '@sealbridge/transparency';

import { isExpected } from '../output/failure.js';
import { findProfile } from '../profile/find-profile.js';
import type { Profile } from '../profile/profile-file.js';
import { readPinnedPolicy, readPolicyFile } from '../session/policy-file.js';

/** The named policy, which is whoever's who names it, or the pinned one. */
export function logPolicyFor(file: string | undefined, profile: Profile | null): Policy {
  return file === undefined && profile !== null ? readPinnedPolicy(profile) : readPolicyFile(file ?? '');
}

/** The profile, or null when there is none and none is needed. Throws a Failure (exit 2). */
export function profileOrNone(name: string | undefined, env: NodeJS.ProcessEnv, needed: boolean): Profile | null {
  try {
    return findProfile(name, env);
  } catch (error) {
    if (!needed && name === undefined && isExpected(error)) return null;
    throw error;
  }
}

import { existsSync, readFileSync } from 'node:fs';

import { fromHex } from '@sealbridge/sodium';
import { checkLogSignature, type OlderCheckpoint, type Policy, TransparencyError } from '@sealbridge/transparency';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';
import { readSeenCheckpoint } from '../profile/seen-checkpoint.js';

/**
 * The older checkpoint that `--since` names: a file with a signed checkpoint, or the size of the one this profile has seen.
 * Without the flag the one this profile has seen, if any. Throws a Failure: exit 2 when there is none of that size, exit 5
 * when the file's signature does not verify.
 */
export function olderCheckpoint(
  since: string | undefined,
  profile: Profile | null,
  policy: Policy,
): OlderCheckpoint | null {
  if (since === undefined) return seenCheckpoint(profile);
  if (existsSync(since)) return signedCheckpoint(since, policy);
  const size = Number(since);
  const seen = seenCheckpoint(profile);
  if (/^\d{1,16}$/.test(since) && seen?.size === size) return seen;
  throw usage(
    'E_SINCE',
    'no checkpoint of that size is kept here',
    seen === null
      ? 'give the file of a signed checkpoint'
      : `this profile has seen ${seen.size}; or give a checkpoint file`,
  );
}

function seenCheckpoint(profile: Profile | null): OlderCheckpoint | null {
  const seen = profile === null ? null : readSeenCheckpoint(profile);
  if (profile === null || seen === null) return null;
  return { origin: profile.origin, size: seen.size, root: fromHex(seen.root) };
}

function signedCheckpoint(path: string, policy: Policy): OlderCheckpoint {
  try {
    return checkLogSignature(
      new Uint8Array(readFileSync(path)),
      policy.logs.map(({ key }) => key),
    );
  } catch (error) {
    if (!(error instanceof TransparencyError)) throw usage('E_FILE', 'the checkpoint file cannot be read');
    throw new Failure({ code: error.code, exit: EXIT.VERIFICATION, message: `the older checkpoint: ${error.message}` });
  }
}

import { makeApiClient } from '@sealbridge/api-client';
import { type FoundVault, vaultByWords } from '@sealbridge/client';
import { type Known, type KnownCheckpoint, wipeVault } from '@sealbridge/keyring';
import { ready, toBase64, toHex, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { CommonFlags } from '../command.js';
import { profileOfPins } from '../link/pins.js';
import { requireNamed } from '../link/require-named.js';
import type { Words } from '../output/words.js';
import { findNewProfileFolder } from '../profile/find-profile.js';
import { placeProfile, profileExists } from '../profile/place-profile.js';
import { type Profile, readProfile } from '../profile/profile-file.js';
import { STATE_FILE } from '../profile/seen-checkpoint.js';
import { KNOWN_FILE, knownFields } from '../self-audit/known-file.js';
import { BUILD, signInAs } from '../session/person.js';
import { serverUrl } from '../session/server-url.js';
import { VAULT_FILE } from './vault-files.js';
import { readWordsFile } from './words-text.js';

/** Whose words, and where they are looked up. */
interface ByWordsFlags extends CommonFlags {
  readonly wordsFile: string;
}

/** A profile that came back. */
export interface Recovered {
  readonly profile: Profile;
  readonly device: Id;
  readonly server: string;
}

/**
 * Makes the profile of whoever holds 24 words, on a machine that has nothing: keys, pins, the newest checkpoint seen and what the
 * person was told come out of the vault, so the server that hands it out can change none of them. Signs in and looks the device up in
 * the directory before it is done.
 * Throws a Failure: exit 2 for words that are none and a profile that is there, 3 for words that open nothing, 4 for a device that has
 * ended since, 5 for a vault, log or directory that is not what was pinned.
 */
export async function recoverByWords(flags: ByWordsFlags, env: NodeJS.ProcessEnv, words: Words): Promise<Recovered> {
  await ready();
  const { name, folder } = findNewProfileFolder(flags.profile, env);
  const server = serverUrl(flags.server, null, env);
  const entropy = readWordsFile(flags.wordsFile);
  const found = await findVault(server, entropy);
  const { device } = found.vault.keys;
  const placed = placeProfile(folder, contentsOf(name, server, found), env);
  wipeVault(found.vault);
  if (!placed) throw profileExists();
  words.say(`the vault opened; profile ${name} is made`);
  const profile = readProfile(folder);
  await requireNamed(await signInAs(profile, server, env));
  return { profile, device, server };
}

async function findVault(server: string, entropy: Uint8Array): Promise<FoundVault> {
  try {
    return await vaultByWords(makeApiClient({ server, token: null, build: BUILD }), entropy);
  } finally {
    wipe(entropy);
  }
}

function contentsOf(name: string, server: string, { bytes, vault }: FoundVault): Parameters<typeof placeProfile>[1] {
  const { keys, pins, checkpoint, known } = vault;
  return {
    profile: profileOfPins(name, keys, { ...pins, server }),
    keys,
    policyText: pins.policyText,
    besides: {
      [VAULT_FILE]: bytes,
      ...(checkpoint === null ? {} : { [STATE_FILE]: stateOf(checkpoint) }),
      ...(known.ownSeq === null ? {} : { [KNOWN_FILE]: toldOf(known, known.ownSeq) }),
    },
  };
}

// The hour in which the person was told is not in the vault: nothing counts as dated back.
function toldOf({ devices, epochs }: Known, lastSeq: number): object {
  const units = new Map([...epochs].map(([unit, epoch]) => [unit, { epoch }]));
  return knownFields({ lastSeq, lastHour: 0, devices, units });
}

function stateOf({ size, root, note, cosignedAt }: KnownCheckpoint): object {
  return { version: 1, size, root: toHex(root), note: toBase64(note), cosignedAt };
}

import { keptVault, putVault, syncDirectory } from '@sealbridge/client';
import {
  addWordsUnlocker,
  KeyringError,
  makeVault,
  MAX_KNOWN_UNITS,
  openVault,
  type OpenVault,
  type SealedVault,
  sealVault,
  waysIn,
  wipeVault,
  wipeWordsKeys,
  wordsKeys,
} from '@sealbridge/keyring';
import { fromBase64, fromHex, wipe } from '@sealbridge/sodium';

import { pinsOf } from '../link/pins.js';
import { knownStoreOf } from '../self-audit/known-file.js';
import type { Person } from '../session/person.js';
import { dropPending, keepVault, ownVaultInfo } from './vault-files.js';

/** What a device has seen, as a vault remembers it. */
type Remembered = Pick<OpenVault, 'checkpoint' | 'known'>;

/**
 * Makes the vault of this device anew with these words as the way into it, gives it to the server and keeps it in the folder of the
 * profile. Words that opened a vault before open it no more. Run again after an interruption it comes to the same. Gives the number of
 * ways in; `remembered` is what goes into the vault beside the keys.
 */
export async function settleWords(
  person: Person,
  entropy: Uint8Array,
  remembered: Partial<Remembered>,
): Promise<number> {
  const { profile, keys, server } = person;
  const before = await keptVault(person);
  if (before !== null && opensBy(before.bytes, entropy)) {
    keepVault(profile, before.bytes);
    dropPending(profile);
    return before.ways.length;
  }
  // a server that gives an older vault, or none, gets no version signed again
  const version = Math.max(before?.version ?? 0, ownVaultInfo(profile)?.version ?? 0);
  const made = { ...makeVault({ keys, pins: pinsOf(profile, server) }), ...remembered, version };
  const sealed = sealVault(addWordsUnlocker(made, entropy));
  wipe(made.vk);
  const count = await put(person, sealed, entropy);
  keepVault(profile, sealed.bytes);
  dropPending(profile);
  return count;
}

async function put(person: Person, sealed: SealedVault, entropy: Uint8Array): Promise<number> {
  const words = wordsKeys(entropy);
  const said = { lookup: words.lookup, publicKey: words.sign.publicKey };
  const ways = [{ kind: 'key_file', id: person.keys.device } as const, ...waysIn(sealed.vault)];
  try {
    return await putVault(person, sealed, { ways, words: said });
  } finally {
    wipeWordsKeys(words);
  }
}

/** What this device has seen of the log and its person was told of the directory; both are brought up to date first. */
export async function rememberedBy(person: Person): Promise<Remembered> {
  await syncDirectory(person);
  const seen = await person.stores.checkpoint.read();
  const told = await knownStoreOf(person.profile).read();
  const used = [...(told?.units ?? [])].slice(-MAX_KNOWN_UNITS);
  return {
    checkpoint:
      seen === null
        ? null
        : { size: seen.size, root: fromHex(seen.root), note: fromBase64(seen.note), cosignedAt: seen.cosignedAt },
    known: {
      ownSeq: told === null || told.lastSeq < 0 ? null : told.lastSeq,
      devices: [...new Set([person.keys.device, ...(told?.devices ?? [])])],
      epochs: new Map(used.map(([unit, { epoch }]) => [unit, epoch])),
    },
  };
}

function opensBy(bytes: Uint8Array, entropy: Uint8Array): boolean {
  try {
    wipeVault(openVault(bytes, { kind: 'words', entropy }));
    return true;
  } catch (error) {
    if (error instanceof KeyringError) return false;
    throw error;
  }
}

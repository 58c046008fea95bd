import { openUnitSeed } from '@sealbridge/client';
import { parseSealedNote } from '@sealbridge/directory';
import { KeyringError, openNote } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';
import type { VettingEvidence } from '@sealbridge/vocabulary';

import { type ExpectedFailure, isExpected } from '../../output/failure.js';
import type { StewardAtWork } from './steward.js';

/** A note as a steward reads it: its text, or why it does not open here. */
export type OpenedNote = { readonly text: string } | { readonly closed: string };

/** The notes of a file, opened with the key of the stewards' unit. A note that does not open says why and stops nothing. */
export async function openNotes({ person, directory, file }: StewardAtWork): Promise<Map<VettingEvidence, OpenedNote>> {
  const opened = new Map<VettingEvidence, OpenedNote>();
  const seeds = new Map<string, Uint8Array | ExpectedFailure>();
  for (const { kind, note } of file.evidence.values()) {
    if (note === null) continue;
    const { unit, epoch } = parseSealedNote(note);
    const key = `${unit} ${epoch}`;
    const seed = seeds.get(key) ?? (await seedOf(() => openUnitSeed(person, directory.state, unit, epoch)));
    seeds.set(key, seed);
    const context = { application: file.place.application, round: file.served.round, kind };
    opened.set(kind, isExpected(seed) ? { closed: seed.message } : tryOpen(() => openNote(note, context, seed)));
  }
  for (const seed of seeds.values()) if (!isExpected(seed)) wipe(seed);
  return opened;
}

async function seedOf(open: () => Promise<{ readonly seed: Uint8Array }>): Promise<Uint8Array | ExpectedFailure> {
  try {
    return (await open()).seed;
  } catch (error) {
    if (isExpected(error)) return error;
    throw error;
  }
}

function tryOpen(open: () => string): OpenedNote {
  try {
    return { text: open() };
  } catch (error) {
    if (error instanceof KeyringError) return { closed: error.message };
    throw error;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { KnownSoFar, KnownStore } from '@sealbridge/client';
import type { LastUse } from '@sealbridge/directory';
import { type Id, parseId } from '@sealbridge/vocabulary';

import { writePrivateFile } from '../instance/private-file.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/** Name of the file that holds what the person of a profile was told. */
export const KNOWN_FILE = 'known.json';

/** What the person of a profile was told (`known.json`, mode 0600). */
export function knownStoreOf(profile: Pick<Profile, 'folder'>): KnownStore {
  const path = join(profile.folder, KNOWN_FILE);
  return {
    read: async () => Promise.resolve(existsSync(path) ? readKnown(path) : null),
    write: async (known) => Promise.resolve(writePrivateFile(path, `${JSON.stringify(knownFields(known), null, 2)}\n`)),
  };
}

/** What is written as that file. */
export function knownFields({ lastSeq, lastHour, devices, units }: KnownSoFar): object {
  return { version: 1, lastSeq, lastHour, devices, units: Object.fromEntries(units) };
}

/** Fails closed: without what the person was told, a device that somebody added would pass for known. */
function readKnown(path: string): KnownSoFar {
  try {
    const { lastSeq, lastHour, devices, units } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    if (Number.isSafeInteger(lastSeq) && Number.isSafeInteger(lastHour) && Array.isArray(devices)) {
      const used = Object.entries(units as Record<string, unknown>).map(
        ([unit, use]) => [idOf(unit), useOf(use)] as const,
      );
      const hours = { lastSeq: lastSeq as number, lastHour: lastHour as number };
      return { ...hours, devices: devices.map(idOf), units: new Map(used) };
    }
  } catch {
    // said below
  }
  throw new Failure({
    code: 'E_STATE',
    exit: EXIT.VERIFICATION,
    message: 'what this profile was told of its organisation is damaged',
    hint: `${path} has to come back from a copy, or be removed knowingly: the next command then takes what it finds for known`,
  });
}

function idOf(text: unknown): Id {
  const id = typeof text === 'string' ? parseId(text) : null;
  if (id === null) throw new TypeError('not an id');
  return id;
}

function useOf(use: unknown): LastUse {
  const { epoch, seq } = use as Record<string, unknown>;
  if (!Number.isSafeInteger(epoch)) throw new TypeError('not an epoch');
  return Number.isSafeInteger(seq) ? { epoch: epoch as number, seq: seq as number } : { epoch: epoch as number };
}

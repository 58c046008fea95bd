import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  type DeviceKeys,
  makeRootKeys,
  openKeyFile,
  openRootKeyFile,
  passphraseBytes,
  ROOT_KEY_NUMBERS,
  type RootKeys,
  sealKeyFile,
} from '@sealbridge/keyring';
import type { Id } from '@sealbridge/vocabulary';

import type { InstanceHome } from '../home.js';
import { writePrivateFile } from '../private-file.js';
import { organisationFolder } from './made-organisation.js';

const PASSPHRASE_BYTES = 24;

/** The folder of a demo person. */
export function personFolder(home: InstanceHome, profile: string): string {
  return join(home.demo, profile);
}

/** Writes a person's device keys under a random passphrase, both as files of mode 0600. */
export function keepDeviceKeys(home: InstanceHome, profile: string, keys: DeviceKeys): void {
  const folder = personFolder(home, profile);
  writePrivateFile(join(folder, 'device.key'), sealKeyFile(keys, makePassphrase(folder)));
}

/** A demo person's device keys. */
export function openDeviceKeys(home: InstanceHome, profile: string): DeviceKeys {
  const folder = personFolder(home, profile);
  return openKeyFile(new Uint8Array(readFileSync(join(folder, 'device.key'))), readPassphrase(folder));
}

/** Makes an organisation's three root keys and keeps them as files. */
export function makeOrganisationRoots(home: InstanceHome, handle: string, org: Id): readonly RootKeys[] {
  const folder = organisationFolder(home, handle);
  const passphrase = makePassphrase(folder);
  const roots = makeRootKeys(org);
  for (const root of roots) writePrivateFile(rootFile(folder, root.number), sealKeyFile(root, passphrase));
  return roots;
}

/** The three root keys of an organisation. */
export function openOrganisationRoots(home: InstanceHome, handle: string): RootKeys[] {
  const folder = organisationFolder(home, handle);
  const passphrase = readPassphrase(folder);
  return ROOT_KEY_NUMBERS.map((number) =>
    openRootKeyFile(new Uint8Array(readFileSync(rootFile(folder, number))), passphrase),
  );
}

function rootFile(folder: string, number: number): string {
  return join(folder, `root-${number}.key`);
}

function makePassphrase(folder: string): Uint8Array {
  const text = randomBytes(PASSPHRASE_BYTES).toString('base64url');
  writePrivateFile(join(folder, 'passphrase'), `${text}\n`);
  return passphraseBytes(text);
}

function readPassphrase(folder: string): Uint8Array {
  return passphraseBytes(readFileSync(join(folder, 'passphrase'), 'utf8').trim());
}

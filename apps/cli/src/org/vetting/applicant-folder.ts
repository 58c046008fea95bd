import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeRootKeys, passphraseBytes, ROOT_KEY_NUMBERS, type RootKeys, sealKeyFile } from '@sealbridge/keyring';
import { type Id, idFromBytes, parseId } from '@sealbridge/vocabulary';

import { writePrivateFile } from '../../instance/private-file.js';
import { usage } from '../../output/failure.js';
import type { ApplicationFile } from './application-file.js';
import { openRootFile, rootFileAt, rootPassphraseAt } from './root-files.js';

const ID_BYTES = 16;
const PASSPHRASE_BYTES = 24;
const APPLICATION = 'application.json';
const POLICY = 'policy';
const VERSION = 1;

/** What `org apply` leaves in its folder, beside three root keys with a passphrase file each. */
export interface AppliedFile {
  readonly version: typeof VERSION;
  readonly application: Id;
  readonly organisation: Id;
  readonly handle: string;
  readonly kind: ApplicationFile['kind'];
  readonly country: string;
  readonly name: string;
  readonly class: ApplicationFile['class'];
  readonly subclass: ApplicationFile['subclass'];
  readonly server: string;
  /** Origin of the log. */
  readonly origin: string;
  /** `event_hash` of the stewards' first event, hex. */
  readonly genesis: string;
}

/** Whether a folder is one that `org apply` made, or began to. */
export function isApplicantFolder(folder: string): boolean {
  return existsSync(join(folder, APPLICATION));
}

/**
 * Makes three root keys as key files of mode 0600, each with a passphrase file, and gives the id of the organisation they are for.
 * Keys that an interrupted attempt left are used again.
 */
export function makeRootFiles(folder: string): Id {
  const before = ROOT_KEY_NUMBERS.map((number) => rootFileAt(folder, number)).find((path) => existsSync(path));
  const org = before === undefined ? idFromBytes(randomBytes(ID_BYTES)) : openRootFile(before).org;
  for (const root of makeRootKeys(org)) {
    const path = rootFileAt(folder, root.number);
    if (existsSync(path)) continue;
    const passphrase = randomBytes(PASSPHRASE_BYTES).toString('base64url');
    writePrivateFile(rootPassphraseAt(path), `${passphrase}\n`);
    writePrivateFile(path, sealKeyFile(root, passphraseBytes(passphrase)));
  }
  return org;
}

/** Notes the application before anything is sent: from here on it can be sent again under the same ids and keys. */
export function keepApplied(folder: string, file: AppliedFile, policyText: string): void {
  writePrivateFile(join(folder, POLICY), policyText);
  writePrivateFile(join(folder, APPLICATION), `${JSON.stringify(file, null, 2)}\n`);
}

/** The application of a folder. Throws a Failure (exit 2) when it is none. */
export function readApplied(folder: string): AppliedFile {
  const value = readJson(join(folder, APPLICATION));
  const { version, application, organisation } = value;
  const ids = [application, organisation].map((id) => (typeof id === 'string' ? parseId(id) : null));
  if (version !== VERSION || ids.includes(null)) throw unusable();
  return value as unknown as AppliedFile;
}

/** The policy that was there when the organisation applied. */
export function readAppliedPolicy(folder: string): string {
  try {
    return readFileSync(join(folder, POLICY), 'utf8');
  } catch {
    throw unusable();
  }
}

/**
 * The first root keys of a folder, all three unless fewer are asked for: each takes a moment and 64 MiB. Throws a Failure: exit 2
 * when one is missing, exit 4 for a wrong passphrase.
 */
export function openRoots(folder: string, count: number = ROOT_KEY_NUMBERS.length): RootKeys[] {
  return ROOT_KEY_NUMBERS.slice(0, count).map((number) => openRootFile(rootFileAt(folder, number)));
}

function readJson(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // absent and malformed are the same to the caller
  }
  throw unusable();
}

function unusable(): Error {
  return usage('E_FOLDER', 'the folder holds no application', 'give the folder that org apply --out made');
}

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  makeRootKeys,
  passphraseBytes,
  ROOT_KEY_NUMBERS,
  type RootKeyNumber,
  type RootKeys,
  sealKeyFile,
} from '@sealbridge/keyring';
import { type Id, idFromBytes, parseId } from '@sealbridge/vocabulary';

import { readOrMakePrivateFile } from '../../instance/private-file.js';
import { usage } from '../../output/failure.js';
import type { ApplicationFile } from './application-file.js';
import { openRootFile, rootFileAt, rootPassphraseAt } from './root-files.js';

const ID_BYTES = 16;
const PASSPHRASE_BYTES = 24;
const APPLICATION = 'application.json';
const POLICY = 'policy';
const FOUNDED_WITH = 'founded-with';
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
 * Keys that are there already stay: those of an interrupted attempt, and those of another command that makes them at this moment.
 */
export function makeRootFiles(folder: string): Id {
  const [first, ...others] = ROOT_KEY_NUMBERS;
  keepRoot(folder, first, idFromBytes(randomBytes(ID_BYTES)));
  const { org } = openRootFile(rootFileAt(folder, first));
  for (const number of others) keepRoot(folder, number, org);
  return org;
}

function keepRoot(folder: string, number: RootKeyNumber, org: Id): void {
  const path = rootFileAt(folder, number);
  const made = `${randomBytes(PASSPHRASE_BYTES).toString('base64url')}\n`;
  const passphrase = readOrMakePrivateFile(rootPassphraseAt(path), () => made)
    .toString('utf8')
    .trim();
  readOrMakePrivateFile(path, () => sealKeyFile(makeRootKey(org, number), passphraseBytes(passphrase)));
}

function makeRootKey(org: Id, number: RootKeyNumber): RootKeys {
  const root = makeRootKeys(org).find((made) => made.number === number);
  if (root === undefined) throw new Error('no root key of this number');
  return root;
}

/**
 * Notes the application before anything is sent: from here on it can be sent again under the same ids and keys. One that was noted
 * before stays.
 */
export function keepApplied(folder: string, file: AppliedFile, policyText: string): void {
  readOrMakePrivateFile(join(folder, POLICY), () => policyText);
  readOrMakePrivateFile(join(folder, APPLICATION), () => `${JSON.stringify(file, null, 2)}\n`);
}

/** Throws a Failure (exit 2) when the folder stands for another application than the one described. */
export function requireSame(folder: string, asked: ApplicationFile): void {
  const applied = readApplied(folder);
  const fields = ['kind', 'handle', 'country', 'name', 'class', 'subclass'] as const;
  if (fields.every((field) => applied[field] === asked[field])) return;
  throw usage(
    'E_FOLDER',
    `the folder stands for the application of ${applied.handle}`,
    'give another folder with --out',
  );
}

/**
 * Notes which profile the organisation is founded with; the first one stays. Throws a Failure (exit 2) when it is another: an
 * organisation is founded once, and a second profile would hold keys that nobody knows.
 */
export function claimFounding(folder: string, profile: string): void {
  const first = readOrMakePrivateFile(join(folder, FOUNDED_WITH), () => `${profile}\n`)
    .toString('utf8')
    .trim();
  if (first === profile) return;
  throw usage('E_FOUNDED', `the organisation is founded with the profile ${first}`, `--profile ${first}`);
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

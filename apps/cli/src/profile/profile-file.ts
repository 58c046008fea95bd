import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { parseId, ROLES, type Id, type Role } from '@sealbridge/vocabulary';

import { usage } from '../output/failure.js';

/** Who somebody is at this machine; `profile.json`, docs/reference/configuration.md. */
export interface Profile {
  readonly name: string;
  /** Folder the profile lies in. */
  readonly folder: string;
  /** Base URL; an instance that moves between ports is found through its home instead. */
  readonly server: string;
  readonly org: Id;
  readonly orgHandle: string;
  readonly unit: Id;
  readonly unitHandle: string;
  readonly member: Id;
  readonly device: Id;
  readonly roles: readonly Role[];
  readonly passphraseFile: string | null;
  readonly keyFile: string;
  readonly policyFile: string;
  /** SHA-256 of the policy file, hex: whose log and witnesses count was settled when the profile was made. */
  readonly policySha256: string;
  /** `event_hash` of the stewards' first event, the pin everything in the directory hangs from. */
  readonly genesis: string;
  /** Name of the log. */
  readonly origin: string;
}

/** What is written as `profile.json`. */
export interface ProfileFile {
  readonly version: 1;
  readonly profile: string;
  readonly server: string;
  readonly org: string;
  readonly orgHandle: string;
  readonly unit: string;
  readonly unitHandle: string;
  readonly member: string;
  readonly device: string;
  readonly roles: readonly string[];
  readonly passphraseFile: string;
  readonly policyFile: string;
  readonly policySha256: string;
  readonly genesis: string;
  readonly origin: string;
}

const MODE_OTHERS = 0o077;
const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Reads the profile of a folder. Throws a Failure (exit 2) when it is malformed or its secrets are open to others. */
export function readProfile(folder: string): Profile {
  const path = join(folder, 'profile.json');
  const fields = parseFields(path);
  const profile: Profile = {
    name: text(fields, 'profile', path),
    folder,
    server: text(fields, 'server', path),
    org: id(fields, 'org', path),
    orgHandle: text(fields, 'orgHandle', path),
    unit: id(fields, 'unit', path),
    unitHandle: text(fields, 'unitHandle', path),
    member: id(fields, 'member', path),
    device: id(fields, 'device', path),
    roles: roles(fields, path),
    passphraseFile: fields['passphraseFile'] === undefined ? null : join(folder, text(fields, 'passphraseFile', path)),
    keyFile: join(folder, 'device.key'),
    policyFile: join(folder, text(fields, 'policyFile', path)),
    policySha256: sha256Hex(fields, 'policySha256', path),
    genesis: sha256Hex(fields, 'genesis', path),
    origin: text(fields, 'origin', path),
  };
  if (fields['version'] !== 1) throw malformed(path, 'version');
  for (const secret of [profile.keyFile, profile.passphraseFile]) refuseOpenFile(secret);
  return profile;
}

function parseFields(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Unreadable and malformed are the same to the caller: the profile cannot be used.
  }
  throw usage('E_PROFILE', `the profile ${path} cannot be read`);
}

function text(fields: Record<string, unknown>, name: string, path: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw malformed(path, name);
}

function id(fields: Record<string, unknown>, name: string, path: string): Id {
  const value = parseId(text(fields, name, path));
  if (value === null) throw malformed(path, name);
  return value;
}

function sha256Hex(fields: Record<string, unknown>, name: string, path: string): string {
  const value = text(fields, name, path);
  if (SHA256_HEX.test(value)) return value;
  throw malformed(path, name);
}

function roles(fields: Record<string, unknown>, path: string): Role[] {
  const value = fields['roles'];
  if (Array.isArray(value) && value.every((role): role is Role => ROLES.includes(role as Role))) return value;
  throw malformed(path, 'roles');
}

/** Secrets that others may read are refused, as ssh does. */
function refuseOpenFile(path: string | null): void {
  const found = path === null ? undefined : statSync(path, { throwIfNoEntry: false });
  if (found === undefined || process.platform === 'win32' || (found.mode & MODE_OTHERS) === 0) return;
  throw usage('E_FILE_MODE', `${path} is open to others`, `chmod 600 ${path}`);
}

function malformed(path: string, field: string): Error {
  const hint = 'have it made anew by whoever made it; the fields are in docs/reference/configuration.md';
  return usage('E_PROFILE', `the profile ${path} has no valid ${field}`, hint);
}

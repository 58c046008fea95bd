import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Invite } from '@sealbridge/directory';
import { type DeviceKeys, makeDeviceKeys, openKeyFile, passphraseBytes, sealKeyFile } from '@sealbridge/keyring';
import { toHex, wipe } from '@sealbridge/sodium';

import { writePrivateFile } from '../../instance/private-file.js';
import { usage } from '../../output/failure.js';
import type { ProfileFile } from '../../profile/profile-file.js';

const PASSPHRASE_BYTES = 24;

/** What a newcomer has learnt before there is a profile: pinned by the link, or signed by the administrator. */
export interface NewcomerPins {
  readonly server: string;
  /** `event_hash` of the stewards' first event. */
  readonly genesis: Uint8Array;
  /** The policy file, which hashes to the pin of the link. */
  readonly policyText: string;
  readonly invite: Invite;
  readonly organisationHandle: string;
  readonly unitHandles: readonly string[];
}

/**
 * Makes the keys and the profile of a newcomer in a folder: key file, passphrase, policy, profile.json, all of mode 0600. A folder
 * that an earlier attempt with the same invitation left gives the same keys again. Throws a Failure (exit 2) when it is somebody
 * else's. With a passphrase file in the environment none is written.
 */
export function makeProfile(folder: string, name: string, pins: NewcomerPins, env: NodeJS.ProcessEnv): DeviceKeys {
  const path = join(folder, 'profile.json');
  if (existsSync(path)) return reopen(folder, pins, env);
  const { invite, policyText } = pins;
  const keys = makeDeviceKeys({ org: invite.org, member: invite.member });
  const passphrase = passphraseBytes(readOrMakePassphrase(folder, env));
  writePrivateFile(join(folder, 'device.key'), sealKeyFile(keys, passphrase));
  wipe(passphrase);
  writePrivateFile(join(folder, 'policy'), policyText);
  writePrivateFile(path, `${JSON.stringify(profileOf(name, keys, pins), null, 2)}\n`);
  return keys;
}

function reopen(folder: string, { invite }: NewcomerPins, env: NodeJS.ProcessEnv): DeviceKeys {
  const { member } = JSON.parse(readFileSync(join(folder, 'profile.json'), 'utf8')) as Partial<ProfileFile>;
  if (member !== invite.member) {
    throw usage('E_PROFILE_EXISTS', 'there is a profile of that name', 'give another name with --profile');
  }
  const passphrase = passphraseBytes(readOrMakePassphrase(folder, env));
  try {
    return openKeyFile(new Uint8Array(readFileSync(join(folder, 'device.key'))), passphrase);
  } finally {
    wipe(passphrase);
  }
}

function readOrMakePassphrase(folder: string, env: NodeJS.ProcessEnv): string {
  const own = join(folder, 'passphrase');
  const named = env['SEALBRIDGE_PASSPHRASE_FILE'];
  const path = named === undefined || named === '' ? own : named;
  if (path === own && !existsSync(own)) {
    writePrivateFile(own, `${randomBytes(PASSPHRASE_BYTES).toString('base64url')}\n`);
  }
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}

function profileOf(name: string, keys: DeviceKeys, pins: NewcomerPins): ProfileFile {
  const { invite, server, genesis, policyText, organisationHandle, unitHandles } = pins;
  return {
    version: 1,
    profile: name,
    server,
    org: invite.org,
    orgHandle: organisationHandle,
    unit: invite.units[0] ?? invite.org,
    unitHandle: unitHandles[0] ?? organisationHandle,
    member: keys.member,
    device: keys.device,
    roles: invite.roles,
    passphraseFile: 'passphrase',
    policyFile: 'policy',
    policySha256: createHash('sha256').update(policyText).digest('hex'),
    genesis: toHex(genesis),
    origin: invite.origin,
  };
}

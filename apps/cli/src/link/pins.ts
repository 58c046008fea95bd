import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { DeviceKeys, Pins } from '@sealbridge/keyring';
import { fromHex, toHex } from '@sealbridge/sodium';

import type { Profile, ProfileFile } from '../profile/profile-file.js';

/** What a profile believes in, as a further device of the same person gets it. The caller has checked the policy file. */
export function pinsOf(profile: Profile, server: string): Pins {
  const { orgHandle, unit, unitHandle, roles, genesis, policyFile, origin } = profile;
  const policyText = readFileSync(policyFile, 'utf8');
  return { server, orgHandle, unit, unitHandle, roles, genesis: fromHex(genesis), policyText, origin };
}

/** The profile of a device that was let in. */
export function profileOfPins(name: string, { org, member, device }: DeviceKeys, pins: Pins): ProfileFile {
  const { server, orgHandle, unit, unitHandle, roles, genesis, policyText, origin } = pins;
  return {
    version: 1,
    profile: name,
    server,
    org,
    orgHandle,
    unit,
    unitHandle,
    member,
    device,
    roles,
    passphraseFile: 'passphrase',
    policyFile: 'policy',
    policySha256: createHash('sha256').update(policyText).digest('hex'),
    genesis: toHex(genesis),
    origin,
  };
}

import type { Command } from 'commander';

import { WAYS_NEEDED } from '@sealbridge/client';
import { fingerprint } from '@sealbridge/directory';
import { fromHex } from '@sealbridge/sodium';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { findProfile, listProfiles } from '../profile/find-profile.js';
import { unlock } from '../session/unlock.js';
import { ownVaultInfo } from '../vault/vault-files.js';

const ONE_WAY = '; two are needed before anything is sent: npx sealbridge keys init';

/** `keys show`: whose keys are here, and their fingerprints to be read aloud. Nothing secret is printed. */
export function showCommand(): Command {
  return verb('show', 'show whose keys are here and the fingerprints to compare by voice').action(
    async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const profile = findProfile(flags.profile, env);
      const keys = await unlock(profile, env);
      const result = {
        profile: profile.name,
        organisation: profile.orgHandle,
        unit: profile.unitHandle,
        member: keys.member,
        device: keys.device,
        signingKey: fingerprint(keys.sign.publicKey),
        sealingKey: fingerprint(keys.kem.publicKey),
        genesis: profile.genesis,
        stewards: fingerprint(fromHex(profile.genesis)),
        waysIn: ['key_file', ...(ownVaultInfo(profile)?.unlockers.map(({ params }) => params.kind) ?? [])],
        profiles: listProfiles(env),
      };
      output.result(result, () =>
        [
          `${result.profile}: ${result.unit}`,
          `device       ${result.device}`,
          `signing key  ${result.signingKey}`,
          `sealing key  ${result.sealingKey}`,
          `stewards     ${result.stewards}`,
          `ways in      ${result.waysIn.join(', ')}${result.waysIn.length < WAYS_NEEDED ? ONE_WAY : ''}`,
        ].join('\n'),
      );
    },
  );
}

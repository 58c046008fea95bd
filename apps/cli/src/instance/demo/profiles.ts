import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ProfileFile } from '../../profile/profile-file.js';
import type { InstanceHome } from '../home.js';
import { logOrigin } from '../keys.js';
import { writePrivateFile } from '../private-file.js';
import { genesisHash } from './founders.js';
import { personFolder } from './key-files.js';
import { findMadeOrganisation } from './made-organisation.js';
import { ORGANISATIONS, STEWARDS } from './world.js';

/**
 * Writes `profile.json` and the pinned policy of every person whose organisation is made, so that the profiles name the
 * server at the address it has in this run.
 */
export function writeProfiles(home: InstanceHome, server: string): void {
  const policy = readFileSync(home.policyFile, 'utf8');
  const policySha256 = createHash('sha256').update(policy).digest('hex');
  const pinned = { server, policySha256, genesis: genesisHash(home), origin: logOrigin(home) };
  for (const organisation of [STEWARDS, ...ORGANISATIONS]) {
    const made = findMadeOrganisation(home, organisation.handle);
    for (const { profile, roles } of organisation.people) {
      const person = made?.people.find((candidate) => candidate.profile === profile);
      if (made === null || person === undefined) continue;
      const { member, device } = person;
      const { org, unit, handle } = made;
      const whole: ProfileFile = {
        version: 1,
        profile,
        org,
        orgHandle: handle,
        unit,
        unitHandle: handle,
        member,
        device,
        roles,
        passphraseFile: 'passphrase',
        policyFile: 'policy',
        ...pinned,
      };
      writeIfOther(join(personFolder(home, profile), 'profile.json'), `${JSON.stringify(whole, null, 2)}\n`);
      writeIfOther(join(personFolder(home, profile), 'policy'), policy);
    }
  }
}

function writeIfOther(path: string, content: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== content) writePrivateFile(path, content);
}

import { makeApiClient } from '@sealbridge/api-client';
import { askToJoin, type AskingToJoin, type JoinedDevice } from '@sealbridge/client';
import { makeLinkCode } from '@sealbridge/keyring';
import { ready } from '@sealbridge/sodium';

import type { CommonFlags } from '../command.js';
import type { Words } from '../output/words.js';
import { findNewProfileFolder } from '../profile/find-profile.js';
import { placeProfile, profileExists } from '../profile/place-profile.js';
import { type Profile, readProfile } from '../profile/profile-file.js';
import { BUILD } from '../session/person.js';
import { serverUrl } from '../session/server-url.js';
import { readLink } from './link-text.js';
import { profileOfPins } from './pins.js';

/** How a machine without keys becomes a further device of somebody. */
export interface EnrolFlags extends CommonFlags {
  /** The link or code that the other device showed; null makes a code here. */
  readonly code: string | null;
  /** Whether guardians let it in, in the place of devices that are lost: that takes longer than anybody waits here. */
  readonly byGuardians?: boolean;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the keys and the profile of this machine and waits until a device of the same person has let it in. The profile is written
 * once that device has said whose it is, and before this one proves its keys: what may be in the directory is never without its keys.
 * Throws a Failure: exit 2 for a profile that is there, 5 for messages of somebody without the code, 7 when nobody answers.
 */
export async function enrol(flags: EnrolFlags, env: NodeJS.ProcessEnv, words: Words): Promise<Profile> {
  await ready();
  const { name, folder } = findNewProfileFolder(flags.profile, env);
  const given = flags.code === null ? null : readLink(flags.code);
  const server = serverUrl(flags.server ?? given?.server ?? undefined, null, env);
  const code = given?.code ?? makeLinkCode();
  const asking = await askToJoin({ server, guest: makeApiClient({ server, token: null, build: BUILD }) }, code);
  const lines =
    flags.byGuardians === true
      ? guardiansText(code, asking)
      : waitingText(server, given === null ? code : null, asking);
  for (const line of lines) words.say(line);
  const keep = async ({ keys, pins }: JoinedDevice): Promise<void> => {
    const contents = { profile: profileOfPins(name, keys, { ...pins, server }), keys, policyText: pins.policyText };
    if (!placeProfile(folder, contents, env)) throw profileExists();
    return Promise.resolve();
  };
  await asking.offered({ ...flags, keep });
  if (flags.byGuardians !== true) await asking.confirmed(flags);
  return readProfile(folder);
}

function guardiansText(code: string, { fingerprint }: AskingToJoin): string[] {
  return [
    `code          ${code}`,
    `fingerprint   ${fingerprint}`,
    'read both to a guardian of your organisation in a call in which they see and know you; the code is good for 15 minutes',
    'nobody else needs the code, and no guardian asks you for recovery words or a passphrase',
  ];
}

function waitingText(server: string, code: string | null, { fingerprint }: AskingToJoin): string[] {
  const where =
    code === null
      ? ['waiting for the device that showed the link']
      : [
          `code          ${code}`,
          `approve it at ${server}/devices/add, or on a machine that has your keys:`,
          `              npx sealbridge keys approve ${code} --fingerprint FINGERPRINT`,
        ];
  return [...where, `fingerprint   ${fingerprint}: the other device has to show or be told the same`];
}

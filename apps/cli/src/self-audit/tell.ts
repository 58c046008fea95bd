import {
  auditSelf,
  knowDevice,
  type LetIn,
  type Person as SignedIn,
  type SelfAudit,
  type SyncedDirectory,
} from '@sealbridge/client';
import { fingerprint } from '@sealbridge/directory';

import { stderrWords, type Words } from '../output/words.js';
import type { Profile } from '../profile/profile-file.js';
import { findingLine, shownFinding } from './finding-words.js';
import { knownStoreOf } from './known-file.js';

/** More lines than these would hide the first; all are in `directory audit`. */
const MAX_LINES = 5;

/** What to do about it, for a person who is frightened: each in one line. */
const WHAT_TO_DO = [
  'look at all of it:        npx sealbridge directory audit',
  'a device that is not yours: npx sealbridge keys revoke DEVICE --reason compromise, and call an administrator of your organisation',
  'a recovery nobody asked for: a guardian or administrator cancels it with npx sealbridge keys recover cancel ID --reason not_asked',
  'if you know all of it:    npx sealbridge directory audit --acknowledge',
];

/** Compares the own chain with what the person of a profile was told. Throws like auditSelf. */
export function selfAuditOf(profile: Profile, directory: SyncedDirectory): Promise<SelfAudit> {
  return auditSelf(knownStoreOf(profile), profile, directory);
}

/** The person let in a device and compared its fingerprint: it is known from now on. */
export async function knowLetIn(
  { profile, stores }: Pick<SignedIn, 'stores'> & { readonly profile: Profile },
  { device }: Pick<LetIn, 'device'>,
): Promise<void> {
  await stores.lock(() => knowDevice(knownStoreOf(profile), device));
}

/** The self-audit of one sign-in: it is told with the first directory that is read, and not again. What it gives throws like auditSelf. */
export function tellOnce(profile: Profile, words: Words = stderrWords): (directory: SyncedDirectory) => Promise<void> {
  let told = false;
  return async (directory) => {
    if (told || isNotListedYet(profile, directory)) return;
    told = true;
    tell(await selfAuditOf(profile, directory), directory, words);
  };
}

/** Whether this device is not on the log yet, so that there is nothing to compare; where a body is kept back, nobody can say so. */
function isNotListedYet({ org, device }: Profile, { state }: SyncedDirectory): boolean {
  const chain = state.chains.get(org);
  return chain === undefined || (chain.unreadFrom === null && !state.devices.has(device));
}

/** Says on stderr what alarms since the person last looked; nothing when nothing does. */
export function tell(audit: SelfAudit, { state }: SyncedDirectory, words: Words): void {
  const lines = [
    ...audit.unknown.map(
      ({ device, signPublicKey }) =>
        `a device acts in your name that you do not know: ${device}, fingerprint ${fingerprint(signPublicKey)}`,
    ),
    ...audit.alarming.map((finding) => findingLine(shownFinding(state, finding, { known: false, alarming: true }))),
  ];
  if (lines.length === 0) return;
  words.say('WARNING: something happened in your organisation that you have to look at');
  for (const line of lines.slice(0, MAX_LINES)) words.say(`  ${line}`);
  if (lines.length > MAX_LINES) words.say(`  and ${lines.length - MAX_LINES} more`);
  for (const line of WHAT_TO_DO) words.say(line);
}

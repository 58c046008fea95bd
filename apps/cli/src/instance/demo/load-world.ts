import { join } from 'node:path';

import type { RootKeys } from '@sealbridge/keyring';

import { readProfile } from '../../profile/profile-file.js';
import { type Person, signInAs } from '../../session/person.js';
import type { InstanceHome } from '../home.js';
import { logOrigin } from '../keys.js';
import { makeAgreement } from './agreements.js';
import { makeFounders, stewardSigners } from './founders.js';
import { openSigningRoots, personFolder } from './key-files.js';
import type { MadeOrganisation } from './made-organisation.js';
import { makeOrganisation } from './organisation.js';
import { writeProfiles } from './profiles.js';
import { publishAgreement, publishOrganisation } from './publish.js';
import { sendReports } from './send-reports.js';
import { AGREEMENTS, ORGANISATIONS } from './world.js';

/** The steward for the NGOs publishes what the NGOs signed, the one for public bodies the rest. */
const STEWARD_OF_KIND: Readonly<Record<string, string>> = { ngo: 'steward1' };
const STEWARD_FOR_PUBLIC_BODIES = 'steward2';

/**
 * Loads the demo world through the public API, as its users would: stewards admit the organisations, agreements are signed,
 * analysts send reports. Goes on where an earlier attempt stopped; says each step.
 */
export async function loadWorld(home: InstanceHome, server: string, say: (line: string) => void): Promise<void> {
  say('making keys and signed events');
  const stewards = await makeFounders(home);
  const signers = stewardSigners(home);
  const made = ORGANISATIONS.map((wanted) => makeOrganisation(home, wanted, signers));
  writeProfiles(home, server);
  const signIn = rememberSessions(home, server);
  say('admitting organisations');
  for (const [index, organisation] of made.entries()) {
    const kind = ORGANISATIONS[index]?.kind ?? '';
    await publishOrganisation(await signIn(STEWARD_OF_KIND[kind] ?? STEWARD_FOR_PUBLIC_BODIES), organisation);
  }
  say('signing agreements');
  const rootsOf = rememberRoots(home);
  for (const agreement of AGREEMENTS) {
    const parties = agreement.between.map((handle) => findOrganisation([stewards, ...made], handle));
    const record = makeAgreement(home, agreement, parties, logOrigin(home), rootsOf);
    await publishAgreement(await signIn('steward1'), record);
  }
  say('sealing and sending 60 synthetic reports');
  await sendReports(home, signIn);
}

/** One session per person: unlocking a key file takes a moment and 64 MiB. */
function rememberSessions(home: InstanceHome, server: string): (profile: string) => Promise<Person> {
  const people = new Map<string, Person>();
  return async (profile) => {
    const known = people.get(profile);
    if (known !== undefined) return known;
    const person = await signInAs(readProfile(join(personFolder(home, profile))), server, {});
    people.set(profile, person);
    return person;
  };
}

/** Northgate signs three times; its keys are unlocked once. */
function rememberRoots(home: InstanceHome): (handle: string) => readonly RootKeys[] {
  const roots = new Map<string, readonly RootKeys[]>();
  return (handle) => {
    const opened = roots.get(handle) ?? openSigningRoots(home, handle);
    roots.set(handle, opened);
    return opened;
  };
}

function findOrganisation(made: readonly MadeOrganisation[], handle: string): MadeOrganisation {
  const found = made.find((organisation) => organisation.handle === handle);
  if (found === undefined) throw new Error(`no organisation ${handle} in the demo world`);
  return found;
}

import { join } from 'node:path';

import { makeApiClient } from '@sealbridge/api-client';

import { readProfile } from '../../profile/profile-file.js';
import { BUILD, type Person, signInAs } from '../../session/person.js';
import type { InstanceHome } from '../home.js';
import { logOrigin } from '../keys.js';
import { makeAgreement } from './agreements.js';
import { makeFounders } from './founders.js';
import { nameGuardians } from './guardians.js';
import { personFolder } from './key-files.js';
import type { MadeOrganisation } from './made-organisation.js';
import { writeProfiles } from './profiles.js';
import { publishAgreement } from './publish.js';
import { DemoRoots } from './roots.js';
import { giveSecondWays } from './second-ways.js';
import { sendReports } from './send-reports.js';
import { vetLiaisons, vetOrganisations } from './vet-world.js';
import { AGREEMENTS } from './world.js';

/**
 * Loads the demo world through the public API, as its users would: organisations apply and are vetted by both stewards, agreements
 * are signed, analysts send reports. Goes on where an earlier attempt stopped; says each step.
 */
export async function loadWorld(home: InstanceHome, server: string, say: (line: string) => void): Promise<void> {
  say('opening the office of the stewards');
  const stewards = await makeFounders(home);
  writeProfiles(home, server);
  const roots = new DemoRoots(home);
  const signIn = rememberSessions(home, server);
  const world = { home, guest: makeApiClient({ server, token: null, build: BUILD }), roots, signIn };
  say('vetting and admitting organisations');
  const made = await vetOrganisations(world);
  writeProfiles(home, server);
  say('vetting liaisons');
  await vetLiaisons(world, made);
  say('signing agreements');
  for (const agreement of AGREEMENTS) {
    const parties = agreement.between.map((handle) => findOrganisation([stewards, ...made], handle));
    const record = makeAgreement(home, agreement, parties, logOrigin(home), (handle) => roots.signing(handle));
    await publishAgreement(await signIn('steward1'), record);
  }
  say('giving everybody a second way to their keys');
  await giveSecondWays(home, signIn);
  say('naming guardians');
  await nameGuardians({ roots, signIn }, [stewards, ...made]);
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

function findOrganisation(made: readonly MadeOrganisation[], handle: string): MadeOrganisation {
  const found = made.find((organisation) => organisation.handle === handle);
  if (found === undefined) throw new Error(`no organisation ${handle} in the demo world`);
  return found;
}

// The people of the demo world who take part, signed in as the command line signs them in.
import { setTimeout as sleep } from 'node:timers/promises';

import { syncDirectory, type VerifiedDirectory } from '@sealbridge/client';

import { personFolder } from '../../../apps/cli/src/instance/demo/key-files.js';
import { REPORT_AUTHORS, REPORT_RECIPIENT } from '../../../apps/cli/src/instance/demo/world.js';
import { isExpected } from '../../../apps/cli/src/output/failure.js';
import { readProfile } from '../../../apps/cli/src/profile/profile-file.js';
import { type Person, signInAs } from '../../../apps/cli/src/session/person.js';
import { type Recipients, verifyRecipients } from '../../../apps/cli/src/submission/seal.js';
import type { BenchInstance } from './running.js';

/** An analyst with everything that sealing needs. */
export interface Author {
  readonly person: Person;
  readonly directory: VerifiedDirectory;
  readonly recipients: Recipients;
}

/** Who takes part. */
export interface People {
  readonly authors: readonly Author[];
  readonly liaison: Person;
}

/** After a start it takes until the next cosigned checkpoint. */
const FRESH_WITHIN_MS = 60_000;
const PAUSE_MS = 500;

/** Signs in the three analysts and the liaison of the unit they write to. */
export async function signInPeople({ home, url }: BenchInstance): Promise<People> {
  const signIn = (profile: string): Promise<Person> => signInAs(readProfile(personFolder(home, profile)), url, {});
  const authors: Author[] = [];
  for (const profile of REPORT_AUTHORS) authors.push(await authorOf(await signIn(profile)));
  return { authors, liaison: await signIn('liaison') };
}

async function authorOf(person: Person): Promise<Author> {
  for (const end = Date.now() + FRESH_WITHIN_MS; ; await sleep(PAUSE_MS)) {
    try {
      const directory = await syncDirectory(person);
      return { person, directory, recipients: verifyRecipients(person, directory, [REPORT_RECIPIENT]) };
    } catch (error) {
      if (!isExpected(error) || Date.now() >= end) throw error;
    }
  }
}

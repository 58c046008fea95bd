import { syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import type { EventSigner } from '@sealbridge/directory';

import type { CommonFlags } from '../../command.js';
import { type Person, signIn } from '../../session/person.js';
import type { Verifier } from './decide.js';
import { openFile, type VerifiedFile } from './file.js';

/** A steward with the directory and one application, everything verified. */
export interface StewardAtWork {
  readonly person: Person;
  readonly directory: VerifiedDirectory;
  readonly verifier: Verifier;
  readonly file: VerifiedFile;
}

/** Signs in, reads the directory and opens an application. Throws a Failure: exit 3 when it is not for the caller, 4, 5 or 7. */
export async function openApplication(id: string, flags: CommonFlags, env: NodeJS.ProcessEnv): Promise<StewardAtWork> {
  const person = await signIn(flags, env);
  const directory = await syncDirectory(person);
  const file = await openFile(person.client, id, { origin: person.profile.origin, state: directory.state });
  return { person, directory, file, verifier: { client: person.client, signer: stewardSigner(person) } };
}

/** The device of a steward, as it signs admissions, verdicts and suspensions. */
export function stewardSigner({ keys }: Pick<Person, 'keys'>): EventSigner {
  return { kind: 'steward_device', signer: keys.device, privateKey: keys.sign.privateKey };
}

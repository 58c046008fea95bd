import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { fromBase64, toBase64 } from '@sealbridge/sodium';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { writePrivateFile } from '../../instance/private-file.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import type { Profile } from '../../profile/profile-file.js';

/** What stays with whoever invites until the invitation is confirmed: without it nobody can tell whose keys came back. */
export interface KeptInvitation {
  readonly invitation: Id;
  readonly secret: Uint8Array;
  readonly code: string;
  /** The INVITE RECORD as it was signed here. */
  readonly record: Uint8Array;
  /** The lasting id and the name of the person, for the private part of the directory. */
  readonly person: { readonly id: Id; readonly name: string };
}

interface StoredInvitation {
  readonly version: 1;
  readonly invitation: string;
  readonly secret: string;
  readonly code: string;
  readonly record: string;
  readonly person: { readonly id: string; readonly name: string };
}

/** Keeps an invitation in the folder of the profile, mode 0600. */
export function keepInvitation(profile: Profile, { secret, record, ...kept }: KeptInvitation): void {
  const stored: StoredInvitation = { version: 1, ...kept, secret: toBase64(secret), record: toBase64(record) };
  writePrivateFile(fileOf(profile, kept.invitation), `${JSON.stringify(stored, null, 2)}\n`);
}

/** The invitation that this profile made. Throws a Failure: exit 2 for another's, exit 5 for a damaged file. */
export function readKeptInvitation(profile: Profile, id: Id): KeptInvitation {
  const path = fileOf(profile, id);
  if (!existsSync(path)) {
    throw usage('E_NO_SECRET', 'this profile did not make the invitation', 'whoever made it has to confirm it');
  }
  try {
    const { invitation, secret, code, record, person } = JSON.parse(readFileSync(path, 'utf8')) as StoredInvitation;
    const [own, personId] = [parseId(invitation), parseId(person.id)];
    if (own === id && personId !== null) {
      const kept = { invitation: own, secret: fromBase64(secret), code, record: fromBase64(record) };
      return { ...kept, person: { id: personId, name: person.name } };
    }
  } catch {
    // a file that does not read is as good as one of another invitation
  }
  throw new Failure({ code: 'E_STATE', exit: EXIT.VERIFICATION, message: 'the kept invitation is damaged' });
}

/** Forgets the secret of an invitation that is over. */
export function forgetInvitation(profile: Profile, id: Id): void {
  rmSync(fileOf(profile, id), { force: true });
}

function fileOf(profile: Profile, id: Id): string {
  return join(profile.folder, 'invitations', `${id}.json`);
}

import { syncDirectory } from '@sealbridge/client';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Person } from '../session/person.js';

/**
 * Whether policy shows this person every entry of the log, by the directory and not by what the server says: it must then give all
 * of them, and cannot hide one by calling the view restricted. Throws a Failure (exit 5) when the server holds back who the
 * person is.
 */
export async function seesEverything(person: Person): Promise<boolean> {
  const { state } = await syncDirectory(person);
  const kind = state.organisations.get(person.profile.org)?.kind;
  const member = state.members.get(person.profile.member);
  if (kind === undefined || member === undefined) throw heldBack();
  return member.rights.includes('audit.read') && (kind === 'oversight' || kind === 'stewards');
}

function heldBack(): Failure {
  return new Failure({
    code: 'E_PARTIAL',
    exit: EXIT.VERIFICATION,
    message: 'the server holds back the directory events of your own organisation',
  });
}

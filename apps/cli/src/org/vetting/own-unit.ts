import { EventDraft, syncDirectory } from '@sealbridge/client';
import type { EventSigner, Unit } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import type { Person } from '../../session/person.js';
import { randomId } from './founding.js';
import { publishDraft } from '../../directory/published.js';

/**
 * The further unit `organisation/unit` of the person's organisation. One that is not in the directory is put there first, signed
 * like the application: it is provisional until it is vetted, and has no key until somebody is in it. Throws a Failure (exit 3) for
 * the handle of somebody else, and where units are not vetted by themselves.
 */
export async function ownUnit(person: Person, handle: string, signers: readonly EventSigner[]): Promise<Id> {
  const { org, orgHandle } = person.profile;
  if (!handle.startsWith(`${orgHandle}/`)) throw unknownUnit();
  const directory = await syncDirectory(person);
  const known: Unit | null = directory.state.unitByHandle(handle);
  if (known !== null) return known.unit;
  if (directory.state.organisations.get(org)?.kind !== 'police_unit') throw notByItself();
  const unit = randomId();
  const draft = new EventDraft(directory, org, signers);
  draft.add({ type: 'UNIT_ADD', unit, handle });
  await publishDraft(person, draft, directory);
  return unit;
}

function unknownUnit(): Failure {
  return new Failure({
    code: 'E_UNKNOWN_UNIT',
    exit: EXIT.REFUSED,
    message: 'no such unit, or not for you',
    hint: 'a further unit of yours is called after your organisation: organisation/unit',
  });
}

function notByItself(): Failure {
  return new Failure({
    code: 'E_WRONG_STATE',
    exit: EXIT.REFUSED,
    message: 'units of police alone are vetted by themselves',
  });
}

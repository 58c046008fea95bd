import type { DirectoryState, Member, Unit } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';

/** Shortest beginning of a role handle that names a member. */
const MIN_PREFIX = 6;

/** The member of the own organisation that a role handle, its beginning or a name means. Throws a Failure: exit 2 or 3. */
export function findMember(state: DirectoryState, org: Id, text: string): Member {
  const own = [...state.members.values()].filter((member) => member.org === org && member.ended === null);
  const name = text.normalize('NFC');
  const named = own.filter(({ member, person }) => member === text || person?.name.normalize('NFC') === name);
  const found =
    named.length > 0 || text.length < MIN_PREFIX ? named : own.filter(({ member }) => member.startsWith(text));
  const [only] = found;
  if (found.length > 1) throw usage('E_MEMBER', 'several members are meant by that', 'give the whole role handle');
  if (only !== undefined) return only;
  throw new Failure({
    code: 'E_UNKNOWN_MEMBER',
    exit: EXIT.REFUSED,
    message: 'no such member in your organisation',
    hint: 'npx sealbridge org members lists them',
  });
}

/** The unit of the own organisation with this handle. Throws a Failure (exit 2). */
export function findOwnUnit(state: DirectoryState, org: Id, handle: string): Unit {
  const unit = state.unitByHandle(handle);
  if (unit?.org === org) return unit;
  const own = [...state.units.values()]
    .filter((candidate) => candidate.org === org)
    .map((candidate) => candidate.handle);
  throw usage('E_UNKNOWN_UNIT', 'no such unit in your organisation', `units: ${own.sort().join(', ')}`);
}

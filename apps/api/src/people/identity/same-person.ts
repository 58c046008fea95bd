import type { DirectoryState } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

/** Every handle that the person behind one has had: a person renewed under another handle is the same person. */
export function handlesOf(state: DirectoryState | null, member: Id): Id[] {
  const person = state?.members.get(member)?.person?.id;
  if (state === null || person === undefined) return [member];
  return [...state.members.values()].flatMap((other) => (other.person?.id === person ? [other.member] : []));
}

import type { ChainEvent, DirectoryState, SignedAs } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

const SIGNED_AS: Readonly<Record<SignedAs, string>> = {
  roots: 'two roots of the organisation',
  both_seats: 'two stewards',
  steward: 'a steward',
  administrator: 'an administrator',
  own_device: 'a device of the same member',
  guardian: 'a guardian',
};

/** Who signed, as one reads it: in what capacity, and the member whose device it was where the directory tells. */
export function signedByWords(
  state: DirectoryState,
  { signedAs, signers }: Pick<ChainEvent, 'signedAs' | 'signers'>,
): string {
  const people = signers.flatMap(({ kind, signer }) => {
    const member = kind === 'root' ? undefined : state.devices.get(signer)?.member;
    return member === undefined ? [] : [memberWords(state, member)];
  });
  return people.length === 0 ? SIGNED_AS[signedAs] : `${SIGNED_AS[signedAs]} (${[...new Set(people)].join(', ')})`;
}

/** The person behind a role handle where this copy names one, else the handle. */
export function memberWords(state: DirectoryState, member: Id): string {
  return state.members.get(member)?.person?.name ?? member;
}

import type { VerifiedDirectory } from '@sealbridge/client';
import { type EventSigner, rootSigner } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { openRootFile } from '../org/vetting/root-files.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Person } from '../session/person.js';

/** Two root keys sign together. */
const ROOTS = 2;

/** For which organisation is signed, and with what. */
export interface Signers {
  readonly org: Id;
  readonly signers: readonly EventSigner[];
}

/**
 * The two root keys in these files, or without files the device of the profile, whose member must have the right agreement.sign.
 * Throws a Failure: exit 2 for anything but two different roots of one organisation, exit 3 without the right.
 */
export function signersOf(person: Person, directory: VerifiedDirectory, rootFiles: readonly string[]): Signers {
  return rootFiles.length === 0 ? deviceSigners(person, directory) : rootSigners(rootFiles);
}

/** Two different root keys of one organisation, from their files. Throws a Failure (exit 2). */
export function rootSigners(files: readonly string[]): Signers {
  const roots = files.map(openRootFile);
  const [first, second] = roots;
  const two = roots.length === ROOTS && first?.org === second?.org && first?.number !== second?.number;
  if (first === undefined || !two) {
    throw usage('E_ROOTS', 'two different root keys of one organisation sign together', '--root FILE --root FILE');
  }
  return { org: first.org, signers: roots.map(({ sign }) => rootSigner(sign)) };
}

function deviceSigners({ profile, keys }: Person, { state }: VerifiedDirectory): Signers {
  const rights = state.members.get(profile.member)?.rights ?? [];
  if (!rights.includes('agreement.sign')) {
    throw new Failure({
      code: 'E_NOT_PERMITTED',
      exit: EXIT.REFUSED,
      message: 'your roles do not let you sign agreements',
      hint: 'ask an administrator, or sign with two root keys of a party: --root FILE --root FILE',
    });
  }
  return { org: keys.org, signers: [{ kind: 'device', signer: keys.device, privateKey: keys.sign.privateKey }] };
}

/** Collects the values of a flag that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

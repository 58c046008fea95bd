import { verifyTyped, type SignatureDomain } from '@sealbridge/sodium';
import { requireThat } from './directory-error.js';
import { isInForce } from './in-force.js';
import type { EventSignature } from './signature.js';
import type { LogIndex, Organisation, RootKey, RootSet } from './world.js';

/** How many of the three roots sign together. */
export const ROOT_QUORUM = 2;

/** What was signed, and by whom it says it was. */
export interface SignedBytes {
  readonly signatures: readonly EventSignature[];
  readonly body: Uint8Array;
  readonly domain: SignatureDomain;
}

/**
 * The three roots whose signatures count: those in force at a position of the log (null: now), or for `ever` the set to which the first
 * signer belonged. Two roots are always two of the same three.
 */
export function rootsAt(
  organisation: Organisation | undefined,
  { at, signatures }: Pick<SignedBytes, 'signatures'> & { readonly at: LogIndex | 'ever' },
): readonly RootKey[] {
  if (organisation === undefined || at === null) return organisation?.rootKeys ?? [];
  const counts = (set: RootSet): boolean =>
    at === 'ever' ? set.keys.some(({ id }) => id === signatures[0]?.signer) : isInForce(set, at);
  return organisation.rootSets.find(counts)?.keys ?? [];
}

/** Throws E_AUTHORITY unless exactly `quorum` different roots signed, E_SIGNER for another root, E_SIGNATURE. */
export function requireRoots(rootKeys: readonly RootKey[], quorum: number, signed: SignedBytes): void {
  const { signatures } = signed;
  const distinct = new Set(signatures.map(({ signer }) => signer)).size;
  const rightKind = signatures.every(({ kind }) => kind === 'root');
  const complete = rightKind && signatures.length === quorum && distinct === quorum;
  requireThat(complete, 'E_AUTHORITY', 'not as many different roots signed as must');
  for (const signature of signatures) {
    const root = rootKeys.find(({ id }) => id === signature.signer);
    requireThat(root !== undefined, 'E_SIGNER', 'the signer is not a root of the organisation');
    requireSignature(signature, root.publicKey, signed);
  }
}

/** Throws E_SIGNATURE unless the signature verifies. */
export function requireSignature(
  { signature }: EventSignature,
  publicKey: Uint8Array,
  { body, domain }: Pick<SignedBytes, 'body' | 'domain'>,
): void {
  requireThat(verifyTyped(domain, body, signature, publicKey), 'E_SIGNATURE', 'a signature does not verify');
}

import { verifyTyped, type SignatureDomain } from '@sealbridge/sodium';
import { requireThat } from './directory-error.js';
import type { EventSignature } from './signature.js';
import type { RootKey } from './world.js';

/** How many of the three roots sign together. */
export const ROOT_QUORUM = 2;

/** What was signed, and by whom it says it was. */
export interface SignedBytes {
  readonly signatures: readonly EventSignature[];
  readonly body: Uint8Array;
  readonly domain: SignatureDomain;
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

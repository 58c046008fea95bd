import { deriveSigningKeyPair, randomBytes, SIGNING_SEED_BYTES, wipe, type SigningKeyPair } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

/** Root keys of an organisation, of which two sign together. */
export const ROOT_KEY_NUMBERS = [0, 1, 2] as const;
export type RootKeyNumber = (typeof ROOT_KEY_NUMBERS)[number];

/** One of the three root keys; each belongs in a place of its own. */
export interface RootKeys {
  readonly kind: 'root';
  readonly org: Id;
  readonly number: RootKeyNumber;
  readonly sign: SigningKeyPair;
}

/** Three random root keys for an organisation. */
export function makeRootKeys(org: Id): [RootKeys, RootKeys, RootKeys] {
  const make = (number: RootKeyNumber): RootKeys => deriveRootKeys(org, number, randomBytes(SIGNING_SEED_BYTES));
  return [make(0), make(1), make(2)];
}

/** The root key of a 32-byte seed. */
export function deriveRootKeys(org: Id, number: RootKeyNumber, signSeed: Uint8Array): RootKeys {
  return { kind: 'root', org, number, sign: deriveSigningKeyPair(signSeed) };
}

/** Overwrites the private key. Best effort; the object is useless afterwards. */
export function wipeRootKeys({ sign }: RootKeys): void {
  wipe(sign.privateKey, sign.seed);
}

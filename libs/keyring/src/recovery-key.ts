import { combine, split } from 'shamir-secret-sharing';
import {
  deriveKemPublicKey,
  equal,
  KEM_SEED_BYTES,
  makeKemKeyPair,
  sha256,
  wipe,
  type KemKeyPair,
} from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';
import { sealShare } from './sealed-share.js';
import { GUARDIANS, THRESHOLD, type Share } from './share.js';

/** A guardian's device that gets a share: its id and its KEM key. */
export interface ShareHolder {
  readonly device: Id;
  readonly kemPublicKey: Uint8Array;
}

/** A sealed share for RECOVERY_KEY or RECOVERY_COMPLETED. */
export interface SealedShare {
  readonly device: Id;
  readonly bytes: Uint8Array;
  readonly sha256: Uint8Array;
}

/** A new recovery key. The caller wipes the seed. */
export interface NewRecoveryKey {
  readonly kem: KemKeyPair;
  /** In the order of the guardians that were given. */
  readonly sealedShares: readonly SealedShare[];
}

/**
 * A random recovery key, shared among 3 to 5 guardians so that `threshold` of them (2 or 3) rebuild it; rebuilt here from every such set
 * before it is given out, because the library for the scheme never fails by itself. Throws E_RECOVERY_KEY.
 */
export async function makeRecoveryKey(input: {
  readonly org: Id;
  readonly number: number;
  readonly guardians: readonly ShareHolder[];
  readonly threshold: number;
}): Promise<NewRecoveryKey> {
  const { org, number, guardians, threshold } = input;
  requireGuardians(guardians, threshold);
  const kem = makeKemKeyPair();
  const plain = await split(kem.seed.slice(), guardians.length, threshold);
  await requireRebuilds(plain, threshold, kem.seed);
  const manifest = new Map(guardians.map(({ device }, at) => [device, sha256(plain[at] ?? new Uint8Array(0))]));
  const sealedShares = guardians.map(({ device, kemPublicKey }, at) => {
    const share = plain[at] ?? new Uint8Array(0);
    const bytes = sealShare({ org, number, device, threshold, share, manifest }, kemPublicKey);
    return { device, bytes, sha256: sha256(bytes) };
  });
  wipe(...plain);
  return { kem, sealedShares };
}

/**
 * The recovery key from shares of it, checked against the public key that the directory lists. The first share is the caller's own: its
 * manifest says which other one is not as it was made. Throws E_RECOVERY_SHARES (with the device of a corrupt share where that is known),
 * E_RECOVERY_KEY. The caller wipes the seed.
 */
export async function combineShares(shares: readonly Share[], kemPublicKey: Uint8Array): Promise<KemKeyPair> {
  requireTogether(shares);
  const seed = await rebuild(shares.map(({ share }) => share));
  if (seed.length === KEM_SEED_BYTES && equal(deriveKemPublicKey(seed), kemPublicKey)) {
    return { publicKey: kemPublicKey.slice(), seed };
  }
  wipe(seed);
  throw new KeyringError('E_RECOVERY_KEY', 'the shares do not give the key that the directory lists');
}

function requireGuardians(guardians: readonly ShareHolder[], threshold: number): void {
  const counted = guardians.length >= GUARDIANS.min && guardians.length <= GUARDIANS.max;
  const needed = threshold >= THRESHOLD.min && threshold <= Math.min(THRESHOLD.max, guardians.length);
  const distinct = new Set(guardians.map(({ device }) => device)).size === guardians.length;
  if (!counted || !needed || !Number.isInteger(threshold) || !distinct) {
    throw new KeyringError('E_RECOVERY_KEY', 'a recovery key has 3 to 5 guardians, 2 or 3 of whom are needed');
  }
}

async function requireRebuilds(shares: readonly Uint8Array[], threshold: number, seed: Uint8Array): Promise<void> {
  for (const some of subsets(shares, threshold)) {
    const rebuilt = await rebuild(some);
    const same = equal(rebuilt, seed);
    wipe(rebuilt);
    if (!same) throw new KeyringError('E_RECOVERY_KEY', 'the shares that were made do not give the key back');
  }
}

function requireTogether(shares: readonly Share[]): void {
  const [own, ...others] = shares;
  if (own === undefined) throw tooFew();
  if (others.some(({ org, number }) => org !== own.org || number !== own.number)) {
    throw new KeyringError('E_RECOVERY_SHARES', 'the shares are of several keys');
  }
  if (new Set(shares.map(({ device }) => device)).size !== shares.length) {
    throw new KeyringError('E_RECOVERY_SHARES', 'a share is given twice');
  }
  const corrupt = shares.find(({ device, share }) => own.manifest.size > 0 && !isListed(own, device, share));
  if (corrupt !== undefined) {
    throw new KeyringError('E_RECOVERY_SHARES', 'a share is not as it was made', corrupt.device);
  }
  if (shares.length < own.threshold) throw tooFew();
}

function isListed({ manifest }: Share, device: Id, share: Uint8Array): boolean {
  const listed = manifest.get(device);
  return listed !== undefined && equal(listed, sha256(share));
}

// The library refuses what cannot be shares at all (the same point twice) with errors of its own; the rest it takes without a word.
async function rebuild(shares: readonly Uint8Array[]): Promise<Uint8Array> {
  try {
    return await combine(shares.map((share) => share.slice()));
  } catch {
    throw new KeyringError('E_RECOVERY_SHARES', 'these are not shares of one key');
  }
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}

function tooFew(): KeyringError {
  return new KeyringError('E_RECOVERY_SHARES', 'there are too few shares');
}

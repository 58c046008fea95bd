// Runs the cases of recovery.json.
import {
  combineShares,
  makeRecoveryKey,
  openContribution,
  openPrintedShare,
  openRecoveryLockbox,
  openShare,
  type Share,
} from '@sealbridge/keyring';
import { deriveKemPublicKey, equal, fromBase64Url, fromHex, makeKemKeyPair, toHex } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import { idOf, type Expectation } from './expectation.js';

interface Described {
  readonly description: string;
  readonly expect: Expectation;
}

interface Sealed {
  readonly sealed: string;
  readonly device: string;
  readonly org: string;
  readonly number: number;
  readonly kemSeed: string;
}

interface ShareJson {
  readonly org: string;
  readonly number: number;
  readonly device: string;
  readonly threshold: number;
  readonly share: string;
  readonly manifest: Readonly<Record<string, string>>;
}

/** A case of recovery.json: one of six things that are opened. */
export type RecoveryCase = Described &
  (
    | ({ readonly what: 'share'; readonly listed: string } & Sealed)
    | ({ readonly what: 'contribution'; readonly recovery: string; readonly from: string } & Sealed)
    | { readonly what: 'make'; readonly guardians: number; readonly threshold: number }
    | { readonly what: 'combine'; readonly shares: readonly ShareJson[]; readonly kemPublicKey: string }
    | {
        readonly what: 'printed';
        readonly text: string;
        readonly entropy: string;
        readonly device: string;
        readonly org: string;
        readonly number: number;
      }
    | {
        readonly what: 'lockbox';
        readonly lockbox: string;
        readonly lockboxSha256: string;
        readonly org: string;
        readonly unit: string;
        readonly epoch: number;
        readonly number: number;
        readonly recoverySeed: string;
        readonly kemPublicKey: string;
      }
  );

/** What a case opens to. Throws KeyringError. */
export async function runRecovery(one: RecoveryCase): Promise<unknown> {
  switch (one.what) {
    case 'make':
      return setsThatRebuild(one.guardians, one.threshold);
    case 'share': {
      const listed = { org: idOf(one.org), number: one.number, sealedSha256: fromHex(one.listed) };
      return jsonOf(openShare(fromBase64Url(one.sealed), holderOf(one), listed));
    }
    case 'contribution': {
      const [org, recovery, from] = [idOf(one.org), idOf(one.recovery), idOf(one.from)];
      const given = { org, number: one.number, recovery, from };
      return jsonOf(openContribution(fromBase64Url(one.sealed), holderOf(one), given));
    }
    case 'combine':
      return toHex((await combineShares(one.shares.map(shareOf), fromBase64Url(one.kemPublicKey))).seed);
    case 'printed': {
      const of = { org: idOf(one.org), number: one.number, device: idOf(one.device), threshold: 2 };
      return toHex(openPrintedShare(one.text, fromHex(one.entropy), of).share);
    }
    case 'lockbox': {
      const target = { org: idOf(one.org), unit: idOf(one.unit), epoch: one.epoch, number: one.number };
      const [lockboxSha256, kemPublicKey] = [fromHex(one.lockboxSha256), fromBase64Url(one.kemPublicKey)];
      const listed = { ...target, lockboxSha256, kemPublicKey };
      return toHex(openRecoveryLockbox(fromBase64Url(one.lockbox), fromHex(one.recoverySeed), listed));
    }
  }
}

/** Makes a key for so many guardians; gives how many sets of `threshold` shares give it back. */
async function setsThatRebuild(count: number, threshold: number): Promise<number> {
  const org = idFromBytes(new Uint8Array(16));
  const guardians = Array.from({ length: count }, (_, at) => ({
    device: idFromBytes(new Uint8Array(16).fill(at + 1)),
    kem: makeKemKeyPair(),
  }));
  const holders = guardians.map(({ device, kem }) => ({ device, kemPublicKey: kem.publicKey }));
  const { kem, sealedShares } = await makeRecoveryKey({ org, number: 1, guardians: holders, threshold });
  const shares = sealedShares.flatMap(({ bytes, sha256 }, at) => {
    const guardian = guardians[at];
    return guardian === undefined ? [] : [openShare(bytes, guardian, { org, number: 1, sealedSha256: sha256 })];
  });
  let sets = 0;
  for (let mask = 0; mask < 2 ** count; mask += 1) {
    const some = shares.filter((_, at) => (mask & (1 << at)) !== 0);
    if (some.length !== threshold) continue;
    const { seed } = await combineShares(some, kem.publicKey);
    sets += equal(seed, kem.seed) ? 1 : 0;
  }
  return sets;
}

function holderOf({ device, kemSeed }: Sealed): Parameters<typeof openShare>[1] {
  const seed = fromHex(kemSeed);
  return { device: idOf(device), kem: { seed, publicKey: deriveKemPublicKey(seed) } };
}

function shareOf({ org, device, share, manifest, ...rest }: ShareJson): Share {
  const hashes = Object.entries(manifest).map(([guardian, hash]) => [idOf(guardian), fromHex(hash)] as const);
  return { ...rest, org: idOf(org), device: idOf(device), share: fromHex(share), manifest: new Map(hashes) };
}

function jsonOf({ org, number, device, threshold, share, manifest }: Share): ShareJson {
  const hashes = [...manifest].map(([guardian, hash]) => [guardian, toHex(hash)]);
  return {
    org,
    number,
    device,
    threshold,
    share: toHex(share),
    manifest: Object.fromEntries(hashes) as ShareJson['manifest'],
  };
}

// Runs the cases of recovery.json.
import {
  combineShares,
  openContribution,
  openPrintedShare,
  openRecoveryLockbox,
  openShare,
  type Share,
} from '@sealbridge/keyring';
import { deriveKemPublicKey, fromBase64Url, fromHex, toHex } from '@sealbridge/sodium';
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

/** A case of recovery.json: one of five things that are opened. */
export type RecoveryCase = Described &
  (
    | ({ readonly what: 'share'; readonly listed: string } & Sealed)
    | ({ readonly what: 'contribution'; readonly recovery: string; readonly from: string } & Sealed)
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

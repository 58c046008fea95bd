// Runs the vectors of this folder: a plain function on parsed JSON, for Node and for a browser. Call `ready()` of
// @sealbridge/sodium before. Each accepted key file takes 64 MiB and a moment.
import type { ListedLockbox } from '@sealbridge/directory';
import {
  deriveDeviceKeys,
  KeyringError,
  openKeyFile,
  openLockbox,
  openRootKeyFile,
  passphraseBytes,
} from '@sealbridge/keyring';
import { fromBase64Url, fromHex, toHex } from '@sealbridge/sodium';
import { parseId, type Id } from '@sealbridge/vocabulary';

interface Expectation {
  readonly error?: string;
  readonly value?: unknown;
}

interface KeyFileCase {
  readonly description: string;
  readonly open: 'device' | 'root';
  readonly file: string;
  readonly passphrase: string;
  readonly expect: Expectation;
}

interface LockboxCase {
  readonly description: string;
  readonly lockbox: string;
  readonly device: string;
  readonly kemSeed: string;
  readonly listed: {
    readonly org: string;
    readonly unit: string;
    readonly epoch: number;
    readonly device: string;
    readonly deviceEventHash: string;
    readonly lockboxSha256: string;
    readonly kemPublicKey: string;
  };
  readonly expect: Expectation;
}

/** A file of this folder. */
export type KeyringVectors =
  | { readonly kind: 'key-file'; readonly description: string; readonly cases: readonly KeyFileCase[] }
  | { readonly kind: 'lockbox'; readonly description: string; readonly cases: readonly LockboxCase[] };

/** Runs one file; gives a line for each case that came out otherwise than expected. */
export function runKeyringVectors(vectors: KeyringVectors): string[] {
  return vectors.kind === 'key-file' ? failures(vectors.cases, openFile) : failures(vectors.cases, openBox);
}

function failures<T extends { readonly description: string; readonly expect: Expectation }>(
  cases: readonly T[],
  run: (one: T) => unknown,
): string[] {
  return cases.flatMap((one) => {
    const outcome = JSON.stringify(outcomeOf(() => run(one)));
    return outcome === JSON.stringify(one.expect) ? [] : [`${one.description}: ${outcome}`];
  });
}

function outcomeOf(run: () => unknown): Expectation {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof KeyringError) return { error: error.code };
    throw error;
  }
}

function openFile({ open, file, passphrase }: KeyFileCase): unknown {
  const bytes = fromBase64Url(file);
  if (open === 'device') {
    const { org, member, device, sign, kem } = openKeyFile(bytes, passphraseBytes(passphrase));
    return { org, member, device, signSeed: toHex(sign.seed), kemSeed: toHex(kem.seed) };
  }
  const { org, number, sign } = openRootKeyFile(bytes, passphraseBytes(passphrase));
  return { org, number, signSeed: toHex(sign.seed) };
}

function openBox({ lockbox, device, kemSeed, listed }: LockboxCase): string {
  const identity = { org: id(listed.org), member: id(listed.org), device: id(device) };
  const seed = fromHex(kemSeed);
  const keys = deriveDeviceKeys(identity, seed, seed);
  const context: ListedLockbox = {
    org: id(listed.org),
    unit: id(listed.unit),
    epoch: listed.epoch,
    device: id(listed.device),
    deviceEventHash: fromHex(listed.deviceEventHash),
    lockboxSha256: fromHex(listed.lockboxSha256),
    kemPublicKey: fromBase64Url(listed.kemPublicKey),
  };
  return toHex(openLockbox(fromBase64Url(lockbox), keys, context));
}

function id(text: string): Id {
  const parsed = parseId(text);
  if (parsed === null) throw new Error('a vector holds a malformed id');
  return parsed;
}

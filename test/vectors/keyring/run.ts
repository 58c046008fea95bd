// Runs the vectors of this folder: a plain function on parsed JSON, for Node and for a browser. Call `ready()` of
// @sealbridge/sodium before. Each accepted key file takes 64 MiB and a moment.
import type { ListedLockbox } from '@sealbridge/directory';
import {
  codeProof,
  deriveDeviceKeys,
  invitationToken,
  KeyringError,
  openKeyFile,
  openLockbox,
  openNote,
  openRootKeyFile,
  parseInvitationLink,
  passphraseBytes,
  readCode,
  requireJoinMac,
} from '@sealbridge/keyring';
import { fromBase64Url, fromHex, toHex } from '@sealbridge/sodium';
import type { VettingEvidence } from '@sealbridge/vocabulary';
import { idOf as id, type Expectation } from './expectation.js';
import { runLink, type LinkCase } from './run-link.js';
import { runRecovery, type RecoveryCase } from './run-recovery.js';
import { runVault, runWords, type VaultCase, type WordsCase } from './run-vault.js';

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

interface NoteCase {
  readonly description: string;
  readonly note: string;
  readonly application: string;
  readonly round: number;
  readonly evidence: VettingEvidence;
  readonly unitSeed: string;
  readonly expect: Expectation;
}

interface SecretsCase {
  readonly description: string;
  /** A link as it is pasted, and a code as it is typed. */
  readonly link: string;
  readonly code: string;
  readonly join: string;
  readonly mac: string;
  readonly expect: Expectation;
}

/** A file of this folder. */
export type KeyringVectors =
  | { readonly kind: 'words'; readonly description: string; readonly cases: readonly WordsCase[] }
  | { readonly kind: 'vault'; readonly description: string; readonly cases: readonly VaultCase[] }
  | { readonly kind: 'link'; readonly description: string; readonly cases: readonly LinkCase[] }
  | { readonly kind: 'recovery'; readonly description: string; readonly cases: readonly RecoveryCase[] }
  | { readonly kind: 'note'; readonly description: string; readonly cases: readonly NoteCase[] }
  | { readonly kind: 'invitation'; readonly description: string; readonly cases: readonly SecretsCase[] }
  | { readonly kind: 'key-file'; readonly description: string; readonly cases: readonly KeyFileCase[] }
  | { readonly kind: 'lockbox'; readonly description: string; readonly cases: readonly LockboxCase[] };

/** Runs one file; gives a line for each case that came out otherwise than expected. */
export async function runKeyringVectors(vectors: KeyringVectors): Promise<string[]> {
  switch (vectors.kind) {
    case 'words':
      return failures(vectors.cases, runWords);
    case 'vault':
      return failures(vectors.cases, runVault);
    case 'link':
      return failures(vectors.cases, runLink);
    case 'recovery':
      return failures(vectors.cases, runRecovery);
    case 'key-file':
      return failures(vectors.cases, openFile);
    case 'lockbox':
      return failures(vectors.cases, openBox);
    case 'note':
      return failures(vectors.cases, (one) =>
        openNote(
          fromBase64Url(one.note),
          { application: id(one.application), round: one.round, kind: one.evidence },
          fromHex(one.unitSeed),
        ),
      );
    case 'invitation':
      return failures(vectors.cases, acceptInvitation);
  }
}

async function failures<T extends { readonly description: string; readonly expect: Expectation }>(
  cases: readonly T[],
  run: (one: T) => unknown,
): Promise<string[]> {
  const lines: string[] = [];
  for (const one of cases) {
    const outcome = JSON.stringify(await outcomeOf(() => run(one)));
    if (outcome !== JSON.stringify(one.expect)) lines.push(`${one.description}: ${outcome}`);
  }
  return lines;
}

async function outcomeOf(run: () => unknown): Promise<Expectation> {
  try {
    return { value: await run() };
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    return { error: error.code, ...(error.device === null ? {} : { device: error.device }) };
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

function acceptInvitation({ link, code, join, mac }: SecretsCase): unknown {
  const { server, invitation, secret, genesis, policySha256 } = parseInvitationLink(link);
  const digits = readCode(code);
  requireJoinMac(secret, digits, fromHex(join), fromHex(mac));
  const proofs = { token: toHex(invitationToken(secret)), codeProof: toHex(codeProof(secret, digits)) };
  return { server, invitation, genesis: toHex(genesis), policySha256: toHex(policySha256), ...proofs };
}

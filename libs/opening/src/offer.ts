import { signerAt, type DirectoryState } from '@sealbridge/directory';
import {
  grantSetHash,
  isWithin,
  parseCore,
  parseFrame,
  parseGrantSet,
  parseGrantSetFrame,
  parsePolicy,
  policyHash,
  reportHash,
  verifyFrame,
  verifyGrantSet,
  type Core,
  type Frame,
  type GrantSet,
  type Policy,
} from '@sealbridge/envelope';
import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { reading, requireThat } from './error.js';

/** What a reader keeps of each report it opened, so that a server cannot go back. */
export interface SeenReport {
  readonly version: number;
  readonly seq: number;
  readonly grantSetHash: Uint8Array;
}

/** All of a report that is shown before the key is asked for. */
export interface OfferInput {
  /** The report that was asked for. */
  readonly reportId: Id;
  readonly frame: Uint8Array;
  /** POLICY that CORE names. */
  readonly policy: Uint8Array;
  /** GRANTSET FRAME. */
  readonly grantSet: Uint8Array;
  /** POLICY that GRANTSET names, when it is another one. */
  readonly grantSetPolicy?: Uint8Array;
  /** Position of the set's entry on the log, proven by the caller. */
  readonly grantSetIndex: number;
  readonly directory: DirectoryState;
  /** Origin of the log the reader trusts. */
  readonly logOrigin: string;
  /** Null when the reader never opened this report. */
  readonly seen: SeenReport | null;
}

declare const checked: unique symbol;

/** An offer that passed the steps of the reader order that need no key. Only `checkOffer` makes it. */
export interface CheckedOffer {
  readonly core: Core;
  readonly frame: Frame;
  readonly grantSet: GrantSet;
  /** The policy in force: that of the grant set. */
  readonly policy: Policy;
  readonly reportHash: Uint8Array;
  readonly grantSetHash: Uint8Array;
  readonly [checked]: true;
}

const offers = new WeakSet();

/** Whether `checkOffer` made this value in this program. */
export function isCheckedOffer(value: CheckedOffer): boolean {
  return offers.has(value);
}

/**
 * Steps 1 to 11 of "Reader order" in docs/reference/envelope.md: form, signatures, signers at their place on the log, the
 * grant set's place in its chain, and both policies. Throws OpeningError.
 */
export function checkOffer(input: OfferInput): CheckedOffer {
  const frame = reading(() => parseFrame(input.frame));
  const setFrame = reading(() => parseGrantSetFrame(input.grantSet));
  const { directory, grantSetIndex } = input;
  requireThat(verifyGrantSet(setFrame, keyOf(directory, setFrame.signer)), 'E_SIGNATURE');
  requireThat(verifyFrame(frame, keyOf(directory, frame.signer)), 'E_SIGNATURE');
  const grantSet = reading(() => parseGrantSet(setFrame.grantSet));
  const core = reading(() => parseCore(frame.core));
  requireThat(grantSet.signer === setFrame.signer && core.signer === frame.signer, 'E_SIGNATURE');
  requireThat(core.reportId === input.reportId, 'E_OTHER_REPORT');
  const hash = reportHash(frame);
  requireSetOf(grantSet, core, hash);
  requireSigners(input, core, grantSet);
  const setHash = grantSetHash(setFrame.grantSet);
  requireNotOlder(input.seen, grantSet, setHash);
  requireThat(grantSet.state === 'ACTIVE', 'E_WITHDRAWN');
  requireThat(grantSetIndex >= core.checkpoint.size && grantSetIndex >= grantSet.checkpoint.size, 'E_SIGNER');
  const policy = requirePolicies(input, core, grantSet);
  const offer = { core, frame, grantSet, policy, reportHash: hash, grantSetHash: setHash } as CheckedOffer;
  offers.add(offer);
  return offer;
}

// The key of a device that was ever in the directory; whether it may sign is asked once its claim can be read.
function keyOf(directory: DirectoryState, device: Id): Uint8Array {
  const publicKey = directory.devices.get(device)?.signPublicKey;
  requireThat(publicKey !== undefined, 'E_SIGNER');
  return publicKey;
}

function requireSetOf(set: GrantSet, core: Core, hash: Uint8Array): void {
  const same = set.reportId === core.reportId && set.version === core.version && set.originOrg === core.originOrg;
  requireThat(same && equal(set.reportHash, hash), 'E_GRANTSET');
}

// Security-corrections A5 and A7: by place on the log, and only devices of the unit with the right to share.
function requireSigners({ directory, grantSetIndex, logOrigin }: OfferInput, core: Core, set: GrantSet): void {
  const claim = { org: core.originOrg, unit: core.originUnit, right: 'report.share' as const };
  requireThat(signerAt(directory, { ...claim, device: set.signer }, grantSetIndex) !== null, 'E_SIGNER');
  requireThat(signerAt(directory, { ...claim, device: core.signer }, core.checkpoint.size) !== null, 'E_SIGNER');
  requireThat(core.checkpoint.origin === logOrigin && set.checkpoint.origin === logOrigin, 'E_SIGNER');
}

// Security-corrections A6: a newer set cannot be forced upon a server, but an older one is refused.
function requireNotOlder(seen: SeenReport | null, set: GrantSet, hash: Uint8Array): void {
  if (seen === null) return;
  requireThat(set.seq >= seen.seq && set.version >= seen.version, 'E_ROLLBACK');
  requireThat(set.seq !== seen.seq || equal(hash, seen.grantSetHash), 'E_ROLLBACK');
}

function requirePolicies(input: OfferInput, core: Core, set: GrantSet): Policy {
  const inForce = input.grantSetPolicy ?? input.policy;
  requireThat(equal(policyHash(input.policy), core.policyHash), 'E_POLICY');
  requireThat(equal(policyHash(inForce), set.policyHash), 'E_POLICY');
  const floor = reading(() => parsePolicy(input.policy));
  const policy = reading(() => parsePolicy(inForce));
  requireThat(isWithin(policy, floor), 'E_POLICY');
  return policy;
}

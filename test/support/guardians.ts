// Guardians of an organisation of the small world: a recovery key with real shares, and what they sign.
import {
  type DirectoryEvent,
  type EventRecord,
  makeEvent,
  makeRecoveryStarted,
  type RecoveryReason,
  signedEvent,
  signEvent,
  signJoinProof,
} from '@sealbridge/directory';
import { writeRecoveryShareStatement } from '@sealbridge/envelope';
import {
  type DeviceKeys,
  makeRecoveryKey,
  type NewRecoveryKey,
  openShare,
  resealShare,
  sealRecoveryLockbox,
  type Share,
} from '@sealbridge/keyring';
import { sha256, signTyped, toBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { DirectoryFixture, FixtureEpoch, FixtureUnit } from './directory-fixture.js';

export {
  combineShares,
  type DeviceKeys,
  makeDeviceKeys,
  openContribution,
  openRecoveryLockbox,
} from '@sealbridge/keyring';

/** Events of one publication and what they name by hashes, as the API takes them. */
export interface PublishedParts {
  readonly records: readonly EventRecord[];
  readonly recoveryLockboxes: readonly { readonly unit: Id; readonly epoch: number; readonly bytes: string }[];
  readonly recoveryShares: readonly { readonly device: Id; readonly bytes: string }[];
}

/** A recovery key of the fixture: public in its directory, its seed here. */
export interface FixtureRecoveryKey extends PublishedParts {
  readonly key: NewRecoveryKey;
  readonly number: number;
}

/** Names guardians by two roots, and seals the key of one epoch to them. */
export async function nameGuardians(
  directory: DirectoryFixture,
  { org, unit }: FixtureUnit,
  { epoch, kem }: FixtureEpoch,
  guardians: readonly DeviceKeys[],
  { threshold = 2, delayHours = 0 }: { readonly threshold?: number; readonly delayHours?: number } = {},
): Promise<FixtureRecoveryKey> {
  const number = (directory.state.recoveryOf(org.org)?.number ?? 0) + 1;
  const holders = guardians.map(({ device, kem: { publicKey } }) => ({ device, kemPublicKey: publicKey }));
  const key = await makeRecoveryKey({ org: org.org, number, guardians: holders, threshold });
  const named = directory.publishOwn(org, {
    type: 'RECOVERY_KEY',
    number,
    kemPublicKey: key.kem.publicKey,
    threshold,
    delayHours,
    guardians: guardians.map(({ org: of, member, device, sign, kem: own }, at) => ({
      ...{ org: of, member, device, signPublicKey: sign.publicKey, kemPublicKey: own.publicKey },
      sealedShareSha256: key.sealedShares[at]?.sha256 ?? new Uint8Array(),
    })),
  });
  const bytes = sealRecoveryLockbox(kem.seed, { org: org.org, unit, epoch, number }, key.kem.publicKey);
  const hash = sha256(bytes);
  const sealed = directory.publishOwn(org, { type: 'RECOVERY_LOCKBOX', unit, epoch, keyNumber: number, sha256: hash });
  return {
    key,
    number,
    records: [named, sealed],
    recoveryLockboxes: [{ unit, epoch, bytes: toBase64(bytes) }],
    recoveryShares: key.sealedShares.map((share) => ({ device: share.device, bytes: toBase64(share.bytes) })),
  };
}

/** An event that a guardian signs; the fixture's own replay stays as it is. */
export function guardianEvent(
  directory: DirectoryFixture,
  org: Id,
  by: DeviceKeys,
  event: DirectoryEvent,
  hour = directory.hour,
): EventRecord {
  const unsigned = makeEvent(directory.state.nextPosition(org), event, { hour });
  const signer = { kind: 'guardian', signer: by.device, privateKey: by.sign.privateKey } as const;
  return signedEvent(unsigned, [signEvent(unsigned, signer)]);
}

/** RECOVERY_STARTED for a new device of a member. */
export function startedEvent(
  directory: DirectoryFixture,
  by: DeviceKeys,
  newDevice: DeviceKeys,
  {
    recovery,
    keyNumber,
    reason = 'lost',
    hour = directory.hour,
  }: {
    readonly recovery: Id;
    readonly keyNumber: number;
    readonly reason?: RecoveryReason;
    readonly hour?: number;
  },
): EventRecord {
  const { org, member, device, sign, kem } = newDevice;
  const claim = {
    ...{ org, member, device, invitation: recovery },
    ...{ signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey },
  };
  const join = { ...claim, proof: signJoinProof(claim, sign.privateKey) };
  const unsigned = makeRecoveryStarted(directory.state.nextPosition(org), join, { keyNumber, reason }, { hour });
  const signer = { kind: 'guardian', signer: by.device, privateKey: by.sign.privateKey } as const;
  return signedEvent(unsigned, [signEvent(unsigned, signer)]);
}

/** The share of a guardian, opened with the guardian's device. */
export function shareOf({ key, number }: FixtureRecoveryKey, org: Id, guardian: DeviceKeys): Share {
  const sealed = key.sealedShares.find(({ device }) => device === guardian.device);
  if (sealed === undefined) throw new Error('not a guardian of the fixture');
  return openShare(sealed.bytes, guardian, { org, number, sealedSha256: sealed.sha256 });
}

/** What a guardian gives with an approval, base64. */
export function contributionOf(
  share: Share,
  from: DeviceKeys,
  to: DeviceKeys,
  { recovery, origin, nodeKeyId }: { readonly recovery: Id; readonly origin: string; readonly nodeKeyId: Uint8Array },
): { readonly bytes: string; readonly statement: string; readonly signature: string } {
  const bytes = resealShare(share, { recovery, to: to.device, kemPublicKey: to.kem.publicKey });
  const statement = writeRecoveryShareStatement({
    ...{ origin, nodeKeyId, recovery, from: from.device, to: to.device },
    contributionSha256: sha256(bytes),
    time: Math.floor(Date.now() / 1000),
  });
  const signature = signTyped('sr1.recovery', statement, from.sign.privateKey);
  return { bytes: toBase64(bytes), statement: toBase64(statement), signature: toBase64(signature) };
}

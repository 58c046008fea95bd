import { fingerprint, type Recovery, type RecoveryCancelReason, type RecoverySetup } from '@sealbridge/directory';
import { writeRecoveryShareStatement } from '@sealbridge/envelope';
import { resealShare } from '@sealbridge/keyring';
import { sha256, signTyped, wipe } from '@sealbridge/sodium';

import { ClientError } from '../client-error.js';
import { type Contribution, EventDraft, publishDraft } from '../directory/event-draft.js';
import { syncDirectory } from '../directory/sync-directory.js';
import type { Person } from '../session/person.js';
import { type ShownRecovery, showRecovery, verifiedRecovery } from './find-recovery.js';
import { guardianSigner } from './guardian-signer.js';
import { openOwnShare } from './own-share.js';

/** A step of a recovery that was published. */
export interface RecoveryStep {
  readonly recovery: ShownRecovery;
  /** Where it is on the log; null when it was not seen there in time. */
  readonly entry: number | null;
}

/**
 * RECOVERY_APPROVED of another guardian, with the share sealed to the guardian who started, for this recovery alone. `isSeen` is asked
 * whether the fingerprint of the new device's signing key, as the directory has it, is the one that the member read to this guardian: a
 * guardian who started with a device of their own, under the member's name, gets no second one. Throws a ClientError: `refused`,
 * `conflict`, `verification`.
 */
export async function approveRecovery(
  person: Person,
  text: string,
  isSeen: (fingerprint: string) => boolean,
): Promise<RecoveryStep> {
  const shown = await showRecovery(person, text);
  const directory = await syncDirectory(person);
  const recovery = verifiedRecovery(directory.state, shown);
  if (!isSeen(fingerprint(recovery.signPublicKey))) throw otherDevice();
  const setup = directory.state.recoveryOf(recovery.org);
  const contribution = await contributionTo(person, recovery, setup);
  const draft = new EventDraft(directory, recovery.org, [guardianSigner(person.keys)]);
  draft.add({ type: 'RECOVERY_APPROVED', recovery: recovery.id });
  draft.contribute(contribution);
  return { recovery: shown, entry: await publishDraft(person, draft, directory) };
}

/** RECOVERY_CANCELLED by a guardian, or by an administrator of the organisation. Throws a ClientError: `refused` or `conflict`. */
export async function cancelRecovery(
  person: Person,
  text: string,
  reason: RecoveryCancelReason,
): Promise<RecoveryStep> {
  const shown = await showRecovery(person, text);
  const directory = await syncDirectory(person);
  const { org, id } = verifiedRecovery(directory.state, shown);
  const { device } = person.keys;
  const isGuardian = directory.state.recoveryOf(org)?.guardians.some((guardian) => guardian.device === device) === true;
  const draft = new EventDraft(directory, org, isGuardian ? [guardianSigner(person.keys)] : person.keys);
  draft.add({ type: 'RECOVERY_CANCELLED', recovery: id, reason });
  return { recovery: shown, entry: await publishDraft(person, draft, directory) };
}

async function contributionTo(
  person: Person,
  { id, org, approvals: [to] }: Recovery,
  setup: RecoverySetup | null,
): Promise<Contribution> {
  const first = setup?.guardians.find(({ device }) => device === to);
  if (first === undefined) throw gone();
  const share = await openOwnShare(person, org, setup);
  const bytes = resealShare(share, { recovery: id, to: first.device, kemPublicKey: first.kemPublicKey });
  wipe(share.share);
  const statement = writeRecoveryShareStatement({
    origin: person.server,
    nodeKeyId: person.node.keyId,
    recovery: id,
    from: person.keys.device,
    to: first.device,
    contributionSha256: sha256(bytes),
    time: Math.floor(Date.now() / 1000),
  });
  return { bytes, statement, signature: signTyped('sr1.recovery', statement, person.keys.sign.privateKey) };
}

function otherDevice(): ClientError {
  return new ClientError(
    'E_FINGERPRINT',
    'conflict',
    'the recovery is for a device with another fingerprint; you have agreed to nothing',
    "ask the member again what 'keys show' says on the new device; if that is what you typed, cancel the recovery: somebody else would get in",
  );
}

function gone(): ClientError {
  return new ClientError(
    'E_RECOVERY',
    'conflict',
    'who started the recovery is no guardian any more',
    'cancel it, and let another guardian start a new one',
  );
}

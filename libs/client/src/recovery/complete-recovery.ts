import { ReleaseRecoveryDocument, type ReleaseRecoveryMutation } from '@sealbridge/api-client';
import {
  type DirectoryState,
  epochKey,
  epochsHeldBy,
  type EpochLockbox,
  type Recovery,
  type RecoverySetup,
} from '@sealbridge/directory';
import { parseRecoveryShareStatement } from '@sealbridge/envelope';
import {
  combineShares,
  KeyringError,
  lockboxFor,
  makeRecoveryKey,
  openContribution,
  openRecoveryLockbox,
  type SealedLockbox,
  type Share,
} from '@sealbridge/keyring';
import { equal, fromBase64, type KemKeyPair, sha256, verifyTyped, wipe } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { EventDraft, publishDraft } from '../directory/event-draft.js';
import { syncDirectory } from '../directory/sync-directory.js';
import { call, payload } from '../session/call.js';
import type { Person } from '../session/person.js';
import { withStepUp } from '../session/step-up.js';
import { epochsToKeep } from './epochs-to-keep.js';
import { type ShownRecovery, showRecovery, verifiedRecovery } from './find-recovery.js';
import { guardianSigner } from './guardian-signer.js';
import { openOwnShare, readingShares, shareError } from './own-share.js';
import { sealTo, type SealedRecoveryLockbox } from './recovery-lockbox.js';

type Released = Extract<ReleaseRecoveryMutation['releaseRecovery'], { readonly __typename: 'ReleaseRecoveryPayload' }>;

/** A recovery that is done. */
export interface CompletedRecovery {
  readonly recovery: ShownRecovery;
  /** Epochs whose keys the new device has. */
  readonly epochs: number;
  /** Epochs the member held that were not sealed to the recovery key: a device of the unit can give them. */
  readonly missing: number;
  readonly entry: number | null;
}

interface Ceremony {
  readonly person: Person;
  readonly state: DirectoryState;
  readonly recovery: Recovery;
  readonly setup: RecoverySetup;
}

/**
 * Completes a recovery on the device of the guardian who started it: rebuilds the key from the shares, checks it against the directory,
 * opens the recovery lockboxes, gives the new device the epochs that the member held and no others, and leaves the key behind for the
 * next, whose shares and lockboxes are made here. The key never leaves this function. `more` are shares from paper. Throws a ClientError:
 * `refused` with the reason while it has to wait, `verification` when anything is not what the directory says.
 */
export async function completeRecovery(
  person: Person,
  text: string,
  more: (setup: RecoverySetup, recovery: Recovery) => readonly Share[] = () => [],
): Promise<CompletedRecovery> {
  const shown = await showRecovery(person, text);
  const directory = await syncDirectory(person);
  const { state } = directory;
  const recovery = verifiedRecovery(state, shown);
  const setup = state.recoveryOf(recovery.org);
  if (setup === null) throw new ClientError('E_RECOVERY', 'conflict', 'the organisation has no recovery key');
  const ceremony = { person, state, recovery, setup };
  const own = await openOwnShare(person, recovery.org, setup);
  const released = await release(person, recovery.id);
  const shares = [own, ...contributed(ceremony, released), ...more(setup, recovery)];
  const key = await rebuild(shares, setup);
  const draft = new EventDraft(directory, recovery.org, [guardianSigner(person.keys)]);
  try {
    const { epochs, missing } = await addCompletion(draft, ceremony, key, released);
    return { recovery: shown, epochs, missing, entry: await publishDraft(person, draft, directory) };
  } finally {
    wipe(key.seed, ...shares.map(({ share }) => share));
  }
}

async function release(person: Person, recovery: Id): Promise<Released> {
  return withStepUp(person, { mutation: 'releaseRecovery', parts: [idToBytes(recovery)] }, async () => {
    const input = { clientMutationId: crypto.randomUUID(), recovery };
    const { releaseRecovery } = await call(() => person.client.request(ReleaseRecoveryDocument, { input }));
    return payload(releaseRecovery, 'ReleaseRecoveryPayload');
  });
}

/**
 * Shares of other guardians, each signed by the one who gave it; the server could have put others in their place. Throws a ClientError:
 * `conflict` when another recovery was completed since this one began and a share was given before that, `verification`.
 */
function contributed({ person, recovery, setup }: Ceremony, { contributions }: Released): Share[] {
  const { org, id } = recovery;
  return contributions.map((given) => {
    const guardian = setup.guardians.find(({ device }) => device === given.device);
    const statement = fromBase64(given.statement);
    const bytes = fromBase64(given.bytes);
    const signed =
      guardian !== undefined &&
      recovery.approvals.includes(guardian.device) &&
      verifyTyped('sr1.recovery', statement, fromBase64(given.signature), guardian.signPublicKey);
    if (!signed) throw notTheirs(given.device);
    const { recovery: about, from, to, contributionSha256 } = parseRecoveryShareStatement(statement);
    const own = about === id && from === guardian.device && to === person.keys.device;
    if (!own || !equal(contributionSha256, sha256(bytes))) throw notTheirs(given.device);
    return openGiven(bytes, person.keys, { org, recovery: id, from }, { began: recovery.keyNumber, now: setup.number });
  });
}

/** One share, whose guardian signed it: when it is of the key before, nobody has to be warned of anybody. */
function openGiven(
  bytes: Uint8Array,
  keys: Person['keys'],
  place: { readonly org: Id; readonly recovery: Id; readonly from: Id },
  { began, now }: { readonly began: number; readonly now: number },
): Share {
  try {
    return openContribution(bytes, keys, { ...place, number: now });
  } catch (error) {
    throw error instanceof KeyringError && began !== now ? outrun() : shareError(error);
  }
}

async function rebuild(shares: readonly Share[], { kemPublicKey }: RecoverySetup): Promise<KemKeyPair> {
  try {
    return await combineShares(shares, kemPublicKey);
  } catch (error) {
    throw shareError(error);
  }
}

/** RECOVERY_COMPLETED with everything it names. */
async function addCompletion(
  draft: EventDraft,
  { state, recovery, setup }: Ceremony,
  key: KemKeyPair,
  { lockboxes: served }: Released,
): Promise<{ readonly epochs: number; readonly missing: number }> {
  const { org, member } = recovery;
  const number = setup.number + 1;
  const next = await makeRecoveryKey({ org, number, guardians: setup.guardians, threshold: setup.threshold });
  wipe(next.kem.seed);
  const held = epochsHeldBy(state, member);
  const mine = new Set(held.map(epochKey));
  const given: (EpochLockbox & Pick<SealedLockbox, 'bytes' | 'device'>)[] = [];
  const sealed: (EpochLockbox & SealedRecoveryLockbox)[] = [];
  for (const { unit, epoch } of epochsToKeep(state, setup, mine)) {
    const seed = openOne({ state, setup, recovery }, key, served, { unit, epoch });
    const place = { org, unit, epoch };
    const resealed = sealTo({ number, kemPublicKey: next.kem.publicKey }, place, seed);
    sealed.push({ unit, epoch, ...resealed });
    if (mine.has(epochKey({ unit, epoch })))
      given.push({ unit, epoch, ...lockboxFor(seed, place, holderOf(recovery)) });
    wipe(seed);
  }
  draft.add({
    type: 'RECOVERY_COMPLETED',
    recovery: recovery.id,
    lockboxes: given.map(({ unit, epoch, sha256: hash }) => ({ unit, epoch, sha256: hash })),
    kemPublicKey: next.kem.publicKey,
    sealedShareSha256s: next.sealedShares.map((share) => share.sha256),
    recoveryLockboxes: sealed.map(({ unit, epoch, sha256: hash }) => ({ unit, epoch, sha256: hash })),
  });
  for (const lockbox of given) draft.addLockbox(lockbox.unit, lockbox.epoch, lockbox);
  for (const { unit, epoch, bytes } of sealed) draft.addRecoveryLockbox(unit, epoch, bytes);
  for (const { device, bytes } of next.sealedShares) draft.addRecoveryShare(device, bytes);
  return { epochs: given.length, missing: held.length - given.length };
}

function openOne(
  { state, setup, recovery }: Pick<Ceremony, 'state' | 'setup' | 'recovery'>,
  key: KemKeyPair,
  served: Released['lockboxes'],
  { unit, epoch }: { readonly unit: Id; readonly epoch: number },
): Uint8Array {
  const lockbox = served.find((candidate) => candidate.unit === unit && candidate.epoch === epoch);
  const lockboxSha256 = setup.lockboxes.get(epochKey({ unit, epoch }));
  const listed = state.epoch(unit, epoch);
  if (lockbox === undefined || lockboxSha256 === undefined || listed === null) throw incomplete();
  const { kemPublicKey } = listed;
  const place = { org: recovery.org, unit, epoch, number: setup.number, lockboxSha256, kemPublicKey };
  return readingShares(() => openRecoveryLockbox(fromBase64(lockbox.bytes), key.seed, place));
}

/** What the lockboxes of the new device name is the event in which it was first named. */
function holderOf({ device, kemPublicKey, startedEventHash }: Recovery) {
  return { device, kemPublicKey, deviceEventHash: startedEventHash };
}

function notTheirs(device: string): ClientError {
  return new ClientError(
    'E_CONTRIBUTION',
    'verification',
    `what the server gives is not the share that guardian device ${device} signed for this recovery`,
    'go no further; speak to that guardian by a way you trust',
  );
}

function outrun(): ClientError {
  return new ClientError(
    'E_RECOVERY_KEY',
    'conflict',
    'another recovery was completed since this one began, and a share that was given before it fits no more',
    'cancel this one (--reason mistake), and let another guardian begin a new one',
  );
}

function incomplete(): ClientError {
  return new ClientError(
    'E_LOCKBOX_HASH',
    'verification',
    'the server does not give every recovery lockbox that the directory lists',
    'go no further, and ask who runs the server',
  );
}

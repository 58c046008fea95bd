import type { DirectoryState, Guardian, RecoverySetup } from '@sealbridge/directory';
import { makeRecoveryKey } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import type { EventDraft } from '../directory/event-draft.js';

/** Shortest delay outside a demonstration, in hours: a day to see a recovery that nobody asked for, and to stop it. */
export const MIN_RECOVERY_DELAY_HOURS = 24;
/** How the log of an instance for demonstration is called. */
const DEMO_ORIGIN = 'demo.invalid/';

/** A device that is to hold a share. */
export type ChosenGuardian = Omit<Guardian, 'sealedShareSha256'>;

/** Who are to be guardians, and what they can do together. */
export interface GuardianPlan {
  readonly guardians: readonly ChosenGuardian[];
  readonly threshold: number;
  readonly delayHours: number;
}

/**
 * The device by which somebody becomes a guardian: the one named, or the only active one of the member named. A member of another
 * organisation is found where the caller may read its chain, and where it is a guardian of `org` already: its keys stand there. Throws a
 * ClientError: `usage` or `refused`.
 */
export function guardianDevice(state: DirectoryState, org: Id, text: string): ChosenGuardian {
  const isNamed = ({ device, member }: ChosenGuardian): boolean => device === text || member === text;
  const active = [...state.devices.values()].filter((device) => device.ended === null && isNamed(device));
  const before = (state.recoveryOf(org)?.guardians ?? []).filter(
    (guardian) => isNamed(guardian) && !state.devices.has(guardian.device),
  );
  const [only] = [...active, ...before];
  if (active.length > 1) {
    const devices = active.map(({ device }) => device).join(', ');
    throw new ClientError('E_GUARDIAN', 'usage', 'the member has several devices', `name one of them: ${devices}`);
  }
  if (only !== undefined) return only;
  throw new ClientError(
    'E_GUARDIAN',
    'refused',
    'no active device of such a member is in what you may read of the directory',
    'give the role handle of a member, or the id of a device, of your organisation, a partner or the stewards',
  );
}

/** Throws a ClientError (`usage`) when the delay is too short for the log of this name. */
export function requireDelay(delayHours: number, origin: string): void {
  if (delayHours >= MIN_RECOVERY_DELAY_HOURS || origin.startsWith(DEMO_ORIGIN)) return;
  throw new ClientError(
    'E_RECOVERY_DELAY',
    'usage',
    'the delay is at least 24 hours',
    'it is the time in which a recovery that nobody asked for is seen and stopped',
  );
}

/**
 * RECOVERY_KEY with a share for each guardian. The key is made here, shared, and overwritten; epochs are sealed to its public half from
 * now on, and those of before with `addMissingRecoveryLockboxes`. Gives what stands in the directory then.
 */
export async function addRecoveryKey(draft: EventDraft, plan: GuardianPlan): Promise<RecoverySetup> {
  const { org } = draft;
  const number = (draft.state.recoveryOf(org)?.number ?? 0) + 1;
  const guardians = plan.guardians.toSorted((a, b) => (a.device < b.device ? -1 : 1));
  const { threshold, delayHours } = plan;
  const { kem, sealedShares } = await makeRecoveryKey({ org, number, guardians, threshold });
  wipe(kem.seed);
  const shareOf = new Map(sealedShares.map((share) => [share.device, share]));
  draft.add({
    type: 'RECOVERY_KEY',
    number,
    kemPublicKey: kem.publicKey,
    threshold,
    delayHours,
    guardians: guardians.map(({ org: of, member, device, signPublicKey, kemPublicKey }) => ({
      ...{ org: of, member, device, signPublicKey, kemPublicKey },
      sealedShareSha256: requireShare(shareOf, device).sha256,
    })),
  });
  for (const { device, bytes } of sealedShares) draft.addRecoveryShare(device, bytes);
  const setup = draft.state.recoveryOf(org);
  if (setup === null) throw new Error('a recovery key without effect');
  return setup;
}

function requireShare<T>(shares: ReadonlyMap<Id, T>, device: Id): T {
  const share = shares.get(device);
  if (share === undefined) throw new Error('no share for a guardian');
  return share;
}

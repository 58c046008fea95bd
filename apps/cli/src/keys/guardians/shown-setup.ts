import {
  type DirectoryState,
  guardianStanding,
  type GuardianStanding,
  type RecoverySetup,
} from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

/** A guardian as a person is shown them. */
export interface ShownGuardian {
  readonly organisation: Id;
  readonly member: Id;
  readonly device: Id;
  readonly standing: GuardianStanding;
}

/** The guardians of an organisation as a person is shown them. */
export interface ShownSetup {
  readonly keyNumber: number;
  readonly threshold: number;
  readonly delayHours: number;
  readonly guardians: readonly ShownGuardian[];
  /** Epochs whose keys are sealed to the recovery key. */
  readonly sealedEpochs: number;
}

/** The same from the directory, at a UNIX hour. */
export function shownSetup(state: DirectoryState, setup: RecoverySetup, hour: number): ShownSetup {
  const { number, threshold, delayHours, guardians, lockboxes } = setup;
  return {
    ...{ keyNumber: number, threshold, delayHours },
    guardians: guardians.map((guardian) => {
      const { org, member, device } = guardian;
      return { organisation: org, member, device, standing: guardianStanding(state, guardian, hour) };
    }),
    sealedEpochs: lockboxes.size,
  };
}

const NEW_GUARDIANS = 'an administrator names guardians anew with keys guardians set';

/** What has to be done when guardians have gone: their shares are of no use any more. Empty while all stand, as far as can be read. */
export function standingText({ guardians, threshold }: Pick<ShownSetup, 'guardians' | 'threshold'>): string[] {
  const stand = guardians.filter(({ standing }) => standing === 'active' || standing === 'unknown').length;
  const gone = guardians.length - stand;
  if (gone === 0) return [];
  if (stand < threshold)
    return [`only ${stand} of ${threshold} that must agree are left: nobody can come back; ${NEW_GUARDIANS}`];
  const who = gone === 1 ? '1 guardian has' : `${gone} guardians have`;
  return [`${who} ended or may not act: ${NEW_GUARDIANS}`];
}

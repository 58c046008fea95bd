import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryState } from './directory-state.js';

/** An epoch of a unit by number. */
export interface HeldEpoch {
  readonly unit: Id;
  readonly epoch: number;
}

/** Every epoch whose key a device of the member ever held, ended devices included: what was on a device once may be kept by whoever has it. */
export function epochsHeldBy(state: DirectoryState, member: Id): HeldEpoch[] {
  const devices = state.devicesOf(member).map(({ device }) => device);
  const org = state.members.get(member)?.org;
  return [...state.units.values()].flatMap((unit) =>
    unit.org !== org
      ? []
      : unit.epochs.flatMap(({ epoch, lockboxes }) =>
          devices.some((device) => lockboxes.has(device)) ? [{ unit: unit.unit, epoch }] : [],
        ),
  );
}

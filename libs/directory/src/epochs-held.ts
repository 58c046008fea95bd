import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryState } from './directory-state.js';
import { compareEpochs, type EpochName } from './order.js';

/**
 * Every epoch whose key a device of the member ever held, ended devices included, by unit and number: what was on a device once may be
 * kept by whoever has it.
 */
export function epochsHeldBy(state: DirectoryState, member: Id): EpochName[] {
  const devices = state.devicesOf(member).map(({ device }) => device);
  const org = state.members.get(member)?.org;
  const own = [...state.units.values()].filter((unit) => unit.org === org);
  const held = own.flatMap(({ unit, epochs }) =>
    epochs.flatMap(({ epoch, lockboxes }) =>
      devices.some((device) => lockboxes.has(device)) ? [{ unit, epoch }] : [],
    ),
  );
  return held.toSorted(compareEpochs);
}

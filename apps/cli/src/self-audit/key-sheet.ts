import type { SyncedDirectory } from '@sealbridge/client';
import type { EpochReason, KeyChange, LogIndex } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { signedByWords } from './people-words.js';

const MS_PER_HOUR = 3_600_000;
const HOUR_LENGTH = 13;

const REASONS: Readonly<Record<EpochReason, string>> = {
  first: 'its first key',
  scheduled: 'a key that was due',
  compromise: 'the key before may be in other hands',
  removal: 'somebody left',
};

/** The key of a recipient as it is shown before something is sealed to it. */
export interface ShownKey {
  readonly unit: string;
  readonly fingerprint: string;
  readonly epoch: number;
  /** The epoch that was used last; null the first time. */
  readonly previous: number | null;
  readonly changed: boolean;
  readonly since: { readonly entry: LogIndex; readonly hour: string };
  readonly reason: EpochReason;
  readonly vouchedBy: string | null;
  readonly devicesAdded: readonly Id[];
  readonly devicesRemoved: readonly Id[];
}

/** A key as it is shown. */
export function shownKey({ state }: Pick<SyncedDirectory, 'state'>, key: KeyChange): ShownKey {
  const { handle: unit, fingerprint, epoch, previous, changed, reason, devicesAdded, devicesRemoved, vouchedBy } = key;
  return {
    ...{ unit, fingerprint, epoch, previous, changed },
    since: { entry: key.sinceIndex, hour: new Date(key.sinceHour * MS_PER_HOUR).toISOString() },
    reason,
    vouchedBy: vouchedBy === null ? null : signedByWords(state, vouchedBy),
    ...{ devicesAdded, devicesRemoved },
  };
}

/** The key-change sheet: what changed since the keys were last used, who vouches, since when. Nothing for keys that are the same. */
export function keySheet(directory: Pick<SyncedDirectory, 'state'>, keys: readonly KeyChange[]): string[] {
  return keys.filter(({ changed }) => changed).flatMap((key) => sheetOf(shownKey(directory, key)));
}

function sheetOf(key: ShownKey): string[] {
  const { unit, fingerprint, epoch, previous, since, reason, vouchedBy, devicesAdded, devicesRemoved } = key;
  const at = `${since.hour.slice(0, HOUR_LENGTH).replace('T', ' ')}h UTC, entry ${since.entry ?? 'not yet'}`;
  const used = previous === null ? 'you have not used its key before' : changeOf(previous, epoch);
  return [
    `${unit}: ${used}`,
    `  epoch ${epoch} ${fingerprint}, since ${at}: ${REASONS[reason]}`,
    ...(vouchedBy === null ? [] : [`  signed by ${vouchedBy}`]),
    ...(previous === null || devicesAdded.length === 0
      ? []
      : [`  devices that can open it now: ${devicesAdded.join(', ')}`]),
    ...(devicesRemoved.length === 0 ? [] : [`  devices that cannot any more: ${devicesRemoved.join(', ')}`]),
  ];
}

function changeOf(previous: number, epoch: number): string {
  return previous === epoch
    ? 'more devices can open its key than when you last used it'
    : `it has another key than epoch ${previous}, which you used last`;
}

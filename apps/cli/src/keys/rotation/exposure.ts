import { ExposureDocument } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';
import { type DirectoryState, epochsHeldBy } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import type { Person } from '../../session/person.js';

const MS_PER_HOUR = 3_600_000;
const DAY_CHARACTERS = 10;

/** What of one unit somebody may have seen. */
export interface SeenOfUnit {
  readonly unit: string;
  /** Reports sealed to keys that were on a device of theirs, as the server counts them; null when it does not say. */
  readonly sealed: number | null;
  readonly opened: number | null;
  /** YYYY-MM-DD. */
  readonly since: string;
}

/** What the server counts of one unit, by its id. */
export type CountedOfUnit = Pick<SeenOfUnit, 'unit' | 'sealed' | 'opened'>;

/** What a member of the own organisation may have seen, unit by unit; for administrators. */
export async function readExposure(person: Person, state: DirectoryState, member: Id): Promise<SeenOfUnit[]> {
  const { exposure } = await call(() => person.client.request(ExposureDocument, { member }));
  return exposureOf(state, member, exposure?.units ?? []);
}

/** The units, and since when, are the directory's word: a server that is silent makes nothing unseen. The numbers are the server's. */
export function exposureOf(state: DirectoryState, member: Id, counted: readonly CountedOfUnit[]): SeenOfUnit[] {
  const since = new Map<Id, number>();
  for (const { unit, epoch } of epochsHeldBy(state, member)) {
    const hour = state.epoch(unit, epoch)?.hour ?? Number.POSITIVE_INFINITY;
    since.set(unit, Math.min(hour, since.get(unit) ?? hour));
  }
  return [...since].map(([unit, hour]) => {
    const count = counted.find((one) => one.unit === unit);
    return {
      unit: state.units.get(unit)?.handle ?? unit,
      sealed: count?.sealed ?? null,
      opened: count?.opened ?? null,
      since: new Date(hour * MS_PER_HOUR).toISOString().slice(0, DAY_CHARACTERS),
    };
  });
}

/** The same in words: a new key takes nothing back that was on a device before. */
export function exposureText(seen: readonly SeenOfUnit[]): string[] {
  return seen.map(({ unit, sealed, opened, since }) => {
    const count =
      sealed === null || opened === null
        ? 'the server does not say how many'
        : `${sealed} ${sealed === 1 ? 'report' : 'reports'} by the server's count, ${opened} of them opened`;
    return `may have been seen already: all that was sealed to ${unit} since ${since}, ${count}; whoever kept a copy of the device or of a report keeps it`;
  });
}

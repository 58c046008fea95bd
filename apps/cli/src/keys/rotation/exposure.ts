import { ExposureDocument } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';
import type { Id } from '@sealbridge/vocabulary';

import type { Person } from '../../session/person.js';

const MS_PER_HOUR = 3_600_000;
const DAY_CHARACTERS = 10;

/** What of one unit somebody may have seen. */
export interface SeenOfUnit {
  readonly unit: string;
  /** Reports sealed to keys that were on a device of theirs. */
  readonly sealed: number;
  readonly opened: number;
  /** YYYY-MM-DD. */
  readonly since: string;
}

/** What a member of the own organisation may have seen, unit by unit; for administrators, else empty. */
export async function readExposure(person: Person, member: Id): Promise<SeenOfUnit[]> {
  const { exposure } = await call(() => person.client.request(ExposureDocument, { member }));
  return (exposure?.units ?? []).map(({ handle, sealed, opened, sinceHour }) => ({
    unit: handle,
    sealed,
    opened,
    since: new Date(sinceHour * MS_PER_HOUR).toISOString().slice(0, DAY_CHARACTERS),
  }));
}

/** The same in words: a new key takes nothing back that was on a device before. */
export function exposureText(seen: readonly SeenOfUnit[]): string[] {
  return seen.map(({ unit, sealed, opened, since }) => {
    const all = `${sealed} ${sealed === 1 ? 'report' : 'reports'} sealed to ${unit} since ${since}`;
    return `may have been seen already: ${all}, ${opened} of them opened; whoever kept a copy of the device or of a report keeps it`;
  });
}

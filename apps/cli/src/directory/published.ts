import {
  entryOf as placeOf,
  type EventDraft,
  publishDraft as publish,
  type VerifiedDirectory,
} from '@sealbridge/client';
import type { EventRecord } from '@sealbridge/directory';

import { EXIT } from '../output/exit-code.js';
import type { Person } from '../session/person.js';

/** As the client's `publishDraft`; what was not seen on the log within 10 seconds makes the exit code 8. */
export async function publishDraft(person: Person, draft: EventDraft, from: VerifiedDirectory): Promise<number | null> {
  return partlyWhenNull(await publish(person, draft, from));
}

/** As the client's `entryOf`; what was not seen on the log within 10 seconds makes the exit code 8. */
export async function entryOf(person: Person, published: EventRecord, from: VerifiedDirectory): Promise<number | null> {
  return partlyWhenNull(await placeOf(person, published, from));
}

/** What a person is told of the place on the log. */
export function entryText(entry: number | null): string {
  return entry === null ? 'not seen on the log within 10 s' : `on the log as entry ${entry}`;
}

function partlyWhenNull(entry: number | null): number | null {
  if (entry === null) process.exitCode = EXIT.PARTLY;
  return entry;
}

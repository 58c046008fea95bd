import { DirectoryBodiesDocument } from '@sealbridge/api-client';
import { DirectoryState, type EventRecord, parseEventRecord, unreadRecord } from '@sealbridge/directory';
import { fromBase64, fromHex, toHex } from '@sealbridge/sodium';

import { serverLogFiles } from '../log-sync/log-files.js';
import { syncLog, type VerifiedLog } from '../log-sync/sync-log.js';
import { call } from '../session/call.js';
import { PAGE, pagesOf, stuck } from '../session/read-pages.js';
import type { Person } from '../session/person.js';
import { readAgreements, type OwnAgreements } from './own-agreements.js';
import { verifying } from './verifying.js';

/** What a person knows of the directory: a verified log, the replay of its events, and the agreements of the own organisation. */
export interface VerifiedDirectory extends OwnAgreements {
  readonly log: VerifiedLog;
  readonly state: DirectoryState;
}

/**
 * Reads the log and replays the directory from the pinned genesis. `admissions` are events that were served elsewhere: who is
 * asked to sign with a new partner is shown its admission and nothing else of it. Throws a ClientError: `verification` or `network`.
 */
export async function syncDirectory(
  person: Person,
  admissions: readonly EventRecord[] = [],
): Promise<VerifiedDirectory> {
  const log = await syncPersonLog(person);
  const bodies = await readBodies(person, log);
  const served = new Map(admissions.map((record) => [toHex(record.eventHash), record]));
  const state = replay(person, log, new Map([...served, ...bodies]));
  const directory = { log, state, ...(await readAgreements(person, state, log)) };
  await person.synced?.(directory);
  return directory;
}

/** The person's copy of the log up to the newest checkpoint the server gives. */
export function syncPersonLog(person: Person): Promise<VerifiedLog> {
  const files = serverLogFiles(person.server, person.token);
  return syncLog(person, { files, note: () => files.read('checkpoint') });
}

/** Events that a server may have taken since the checkpoint; a list with more of them has no end. */
const MAX_AHEAD_OF_LOG = 10_000;

/** The events on the log with their bodies. A server that gives one twice, or ever more that are not on the log, is not believed. */
async function readBodies({ client }: Person, { leaves }: VerifiedLog): Promise<Map<string, EventRecord>> {
  const logged = new Set(leaves.map(({ eventHash }) => toHex(eventHash)));
  const bodies = new Map<string, EventRecord>();
  let ahead = 0;
  const read = async (after: string | null) =>
    (await call(() => client.request(DirectoryBodiesDocument, { first: PAGE, after }))).directoryBodies;
  for await (const edges of pagesOf(read)) {
    for (const record of edges.flatMap(({ node }) => node.records.map(readRecord))) {
      const hash = toHex(record.eventHash);
      if (logged.has(hash)) {
        if (bodies.has(hash)) throw stuck();
        bodies.set(hash, record);
      } else {
        ahead += 1;
        if (ahead > MAX_AHEAD_OF_LOG) throw stuck();
      }
    }
  }
  return bodies;
}

/**
 * The log decides which events there are and in which order; the server only adds the bodies. An event whose body is not for
 * this person moves the head of its chain and nothing else.
 */
function replay(person: Person, log: VerifiedLog, bodies: ReadonlyMap<string, EventRecord>): DirectoryState {
  return verifying(() =>
    DirectoryState.empty(fromHex(person.profile.genesis)).applyAll(
      log.leaves.map((leaf) => ({
        record: bodies.get(toHex(leaf.eventHash)) ?? unreadRecord(leaf),
        index: leaf.index,
      })),
    ),
  );
}

function readRecord(text: string): EventRecord {
  return verifying(() => parseEventRecord(fromBase64(text)));
}

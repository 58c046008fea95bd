import { AgreementsDocument, DirectoryBodiesDocument } from '@sealbridge/api-client';
import {
  type AgreementRecord,
  DirectoryError,
  DirectoryState,
  type EventRecord,
  isLive,
  leafOnly,
  parseAgreementRecord,
  parseEventRecord,
  verifyAgreement,
} from '@sealbridge/directory';
import { fromBase64, fromHex, toHex } from '@sealbridge/sodium';

import { serverLogFiles } from '../log-sync/log-files.js';
import { syncLog, type VerifiedLog } from '../log-sync/sync-log.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';

/** What a person knows of the directory: a verified log, the replay of its events, and the live agreements. */
export interface VerifiedDirectory {
  readonly log: VerifiedLog;
  readonly state: DirectoryState;
  /** Agreements of the own organisation that are live and whose signatures verify. */
  readonly agreements: readonly AgreementRecord[];
}

/** Reads the log and replays the directory from the pinned genesis. Throws a Failure: exit 5 or 7. */
export async function syncDirectory(person: Person): Promise<VerifiedDirectory> {
  const log = await syncPersonLog(person);
  const state = replay(person, log, await readBodies(person));
  return { log, state, agreements: await readAgreements(person, state) };
}

/** The person's copy of the log up to the newest checkpoint the server gives. */
export function syncPersonLog(person: Person): Promise<VerifiedLog> {
  const files = serverLogFiles(person.server, person.token);
  return syncLog(person.profile, person.policy, { files, note: () => files.read('checkpoint') });
}

async function readBodies(person: Person): Promise<Map<string, EventRecord>> {
  const { directoryBodies } = await call(() => person.client.request(DirectoryBodiesDocument, {}));
  const records = directoryBodies.flatMap(({ records: texts }) => texts.map((text) => readRecord(text)));
  return new Map(records.map((record) => [toHex(record.eventHash), record]));
}

/**
 * The log decides which events there are and in which order; the server only adds the bodies. An event whose body is not for
 * this person moves the head of its chain and nothing else.
 */
function replay(person: Person, log: VerifiedLog, bodies: ReadonlyMap<string, EventRecord>): DirectoryState {
  return verifying(() =>
    DirectoryState.empty(fromHex(person.profile.genesis)).applyAll(
      log.leaves.map(({ bytes, eventHash, index }) => ({
        record: bodies.get(toHex(eventHash)) ?? leafOnly(bytes),
        index,
      })),
    ),
  );
}

async function readAgreements(person: Person, state: DirectoryState): Promise<AgreementRecord[]> {
  const { agreements } = await call(() => person.client.request(AgreementsDocument, {}));
  const now = Math.floor(Date.now() / 1000);
  return agreements.flatMap((agreement) => {
    const record = verifying(() => parseAgreementRecord(fromBase64(agreement.record)));
    if (!isLive(record.agreement, now)) return [];
    verifying(() => verifyAgreement({ state, record, previous: null, origin: person.profile.origin }));
    return [record];
  });
}

function readRecord(text: string): EventRecord {
  return verifying(() => parseEventRecord(fromBase64(text)));
}

function verifying<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    throw new Failure({
      code: error.code,
      exit: EXIT.VERIFICATION,
      message: `the directory does not verify: ${error.message}`,
      hint: 'do not send anything; call the stewards by a way you trust',
    });
  }
}

import { DecisionDocument } from '@sealbridge/api-client';
import { fromBase64 } from '@sealbridge/sodium';
import { inclusionProof, type TileAddress, tilePath, tileSource, writeProof } from '@sealbridge/transparency';
import { type Id, rightsOfRoles } from '@sealbridge/vocabulary';

import { type LogFiles, serverLogFiles } from '../log-sync/log-files.js';
import type { VerifiedLog } from '../log-sync/sync-log.js';
import { syncPersonLog } from '../directory/sync-directory.js';
import { call, payload } from '../session/call.js';
import type { Person } from '../session/person.js';
import { sleep } from '../sleep.js';
import type { Explanation } from './explanation.js';

const POLL_MS = 1_000;

/**
 * The decision of an event with a proof that its entry is on the log. An entry that is fresh is waited for, up to `withinMs`. Throws a
 * ClientError: `refused` when there is no such event or it is not for this person, `verification` when the log does not verify.
 */
export async function fetchExplanation(person: Person, eventId: Id, withinMs: number): Promise<Explanation> {
  const recorded = await askUntil(person, eventId, Date.now() + withinMs);
  const log = await logWith(person, recorded.index, Date.now() + withinMs);
  const { snapshot, snapshotSalt } = recorded;
  const isKept = typeof snapshot === 'string' && typeof snapshotSalt === 'string';
  return {
    origin: person.profile.origin,
    index: recorded.index,
    eventId,
    leafHash: fromBase64(recorded.leafHash),
    payload: fromBase64(recorded.payload),
    salt: fromBase64(recorded.salt),
    snapshot: isKept ? { bytes: fromBase64(snapshot), salt: fromBase64(snapshotSalt) } : null,
    policyText: recorded.policyText ?? null,
    proof: log === null ? null : await proofOf(serverLogFiles(person.server, person.token), log, recorded.index),
  };
}

/** The sequencer gives an entry its place within a second or two; until then the event is not there, for those who may ask. */
async function askUntil(person: Person, eventId: Id, end: number) {
  for (;;) {
    const { decision } = await call(() => person.client.request(DecisionDocument, { eventId }));
    const mayComeYet = rightsOfRoles(person.profile.roles).includes('audit.read') && Date.now() < end;
    if (decision.__typename === 'RecordedDecision' || !mayComeYet) return payload(decision, 'RecordedDecision');
    await sleep(POLL_MS);
  }
}

/** The log once its checkpoint covers the entry, null when that does not come. */
async function logWith(person: Person, index: number, end: number): Promise<VerifiedLog | null> {
  for (;;) {
    const log = await syncPersonLog(person);
    if (log.checkpoint.size > index) return log;
    if (Date.now() >= end) return null;
    await sleep(POLL_MS);
  }
}

async function proofOf(files: LogFiles, { checkpoint }: VerifiedLog, index: number): Promise<Uint8Array> {
  const { size, note } = checkpoint;
  const source = tileSource(size, ({ level, index: tile, width }: TileAddress) =>
    files.read(tilePath(level, tile, width)),
  );
  return writeProof({ extra: null, index, proof: await inclusionProof(source, index, size), note });
}

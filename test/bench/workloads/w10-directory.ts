import { hash } from 'node:crypto';

import {
  DirectoryState,
  type EventRecord,
  parseEventRecord,
  scanEntries,
  unreadRecord,
  writeEventRecord,
} from '@sealbridge/directory';
import { ready, signTyped, deriveSigningKeyPair, verifyTyped } from '@sealbridge/sodium';
import { leafHash, rootOf } from '@sealbridge/transparency';

import type { Figure, Result } from '../result.js';
import { inTurn, measureRoundRobin, type Plan } from '../round-robin.js';
import { EVENTS_OF_ORGANISATION, type LargeDirectory, makeLargeDirectory } from '../world/directory.js';

const ORGANISATIONS = 2000;
/** Of the directory that is read with all bodies: its cost is signatures, and grows with their number alone. */
const WITH_BODIES = 200;
/** Organisations whose bodies a member may read: the own one and its partners. */
const PARTNERS = 50;
/** Bytes that stand before each entry in a bundle of the log. */
const LENGTH_BYTES = 2;
const BYTES_PER_MB = 1e6;

const MAX_MB = 8;
const MAX_SECONDS = 10;

/** What a client has been served: entries of the log, and records whose bodies it may read. */
interface Served {
  readonly genesis: Uint8Array;
  readonly entries: readonly Uint8Array[];
  readonly records: readonly Uint8Array[];
}

/**
 * W10: read the directory of 2,000 organisations with 20 events each, from bytes to a state that can be sealed from, as a member with 49
 * partners; and a tenth of it as a steward, who reads every body. Limit: the same number of Ed25519 verifications and SHA-256 on the same bytes, by the
 * library that verifies everywhere.
 */
export async function directorySync(plan: Plan): Promise<{ results: Result[]; figures: Figure[] }> {
  await ready();
  const directory = makeLargeDirectory(ORGANISATIONS);
  const member = servedTo(directory, new Set(directory.orgs.slice(0, PARTNERS + 1)));
  requireAll(member, PARTNERS + 1, ORGANISATIONS + 1);
  const small = makeLargeDirectory(WITH_BODIES);
  const steward = servedTo(small, new Set(small.orgs));
  requireAll(steward, WITH_BODIES + 1, WITH_BODIES + 1);
  const ofMember = await measured('of 2,000 organisations, a member with 49 partners', member, plan);
  const ofSteward = await measured('of 200 organisations, a steward who reads all bodies', steward, plan);
  const events = `${ORGANISATIONS.toLocaleString('en')} organisations with ${EVENTS_OF_ORGANISATION} events each`;
  return {
    results: [ofMember.result, ofSteward.result],
    figures: [
      { what: `directory of ${events}, sent to a member`, value: megabytes(member), unit: 'MB', limit: MAX_MB },
      { what: 'the same, verified by a member', value: ofMember.seconds, unit: 's', limit: MAX_SECONDS },
    ],
  };
}

/** Answers first: every chain is known, and every body that was sent counts. */
function requireAll(served: Served, read: number, chains: number): void {
  const state = synced(served);
  const complete = state.organisations.size === read && state.chains.size === chains;
  if (!complete) throw new Error('w10: not all of the directory was read');
}

async function measured(who: string, served: Served, plan: Plan): Promise<{ result: Result; seconds: number }> {
  const raw = rawWork(served);
  const rows = await measureRoundRobin(
    [
      { name: 'Ed25519 and SHA-256 of as many', run: inTurn(raw) },
      { name: 'Sealbridge', run: inTurn(() => synced(served)) },
    ],
    plan,
  );
  const perSecond = rows[1]?.perSecond.median ?? Number.NaN;
  return { result: { workload: 'W10', what: `directory ${who}`, rows }, seconds: 1 / perSecond };
}

function servedTo({ genesis, entries, records }: LargeDirectory, readable: ReadonlySet<string>): Served {
  const shown = records.filter(({ leaf }) => readable.has(leaf.org));
  return { genesis, entries, records: shown.map(writeEventRecord) };
}

/** What a client does with it: the root of the log, every event found on it, every body parsed, everything replayed. */
function synced({ genesis, entries, records }: Served): DirectoryState {
  if (rootOf(entries.map(leafHash)).length === 0) throw new Error('w10: the log has no root');
  const bodies = new Map<string, EventRecord>();
  for (const bytes of records) {
    const record = parseEventRecord(bytes);
    bodies.set(`${record.leaf.org} ${record.leaf.seq}`, record);
  }
  const placed = scanEntries(entries).map((leaf) => ({
    record: bodies.get(`${leaf.org} ${leaf.seq}`) ?? unreadRecord(leaf),
    index: leaf.index,
  }));
  return DirectoryState.empty(genesis).applyAll(placed);
}

/** The cryptography in it and nothing else. Two hashes for each entry in the tree and one for its name; two for each body and its key. */
function rawWork({ entries, records }: Served): () => void {
  const pair = deriveSigningKeyPair(new Uint8Array(32));
  const body = new Uint8Array(entries[0]?.length ?? 0);
  const signature = signTyped('sr1.dir', body, pair.privateKey);
  const parsed = records.map(parseEventRecord);
  const verifications = parsed.reduce((sum, { signatures, body: said }) => {
    return sum + signatures.length + (said?.event.type === 'DEVICE_ADD' ? 1 : 0);
  }, 0);
  const hashed = [...entries, ...entries, ...entries, ...parsed.map(({ bodyBytes }) => bodyBytes ?? new Uint8Array())];
  return () => {
    for (const bytes of hashed) hash('sha256', bytes, 'buffer');
    for (let count = 0; count < verifications; count += 1) {
      if (!verifyTyped('sr1.dir', body, signature, pair.publicKey)) throw new Error('w10: a signature does not verify');
    }
  };
}

function megabytes({ entries, records }: Served): number {
  const ofLog = entries.reduce((sum, entry) => sum + entry.length + LENGTH_BYTES, 0);
  return records.reduce((sum, record) => sum + record.length, ofLog) / BYTES_PER_MB;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { utf8 } from '@sealbridge/sodium';
import {
  EMPTY_EDGE,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  parseSignerKey,
  type TreeEdge,
} from '@sealbridge/transparency';

import { ConfigurationError } from '../../platform/configuration/reader.js';
import type { SequencerConfiguration } from '../../platform/configuration/sequencer-configuration.js';
import { ExclusiveConnection } from '../../platform/database/exclusive-connection.js';
import type { Log } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { FROZEN, PROMPT_CHECKPOINT } from '../log-files.js';
import { DurableFiles } from './durable-files.js';
import { compareWithSeen, type FreezeCode } from './freeze.js';
import { HighWaterMark } from './high-water.js';
import { LogStore, type TreeHead } from './log-store.js';
import { Publisher, type PublisherParts } from './publisher.js';
import { Sequencer } from './sequencer.js';
import { WitnessClient } from './witness-client.js';

/** Any fixed number, ours alone: one sequencer per cluster. */
const SEQUENCER_LOCK = 7_325_802;

/** How long the sequencer rests when there was nothing to take, in milliseconds. */
const IDLE_MS = 200;

/** How long to wait before missing witnesses are asked again, in milliseconds. */
const WITNESS_PAUSE_MS = 1000;

/** Cosignatures are renewed at least this often on an unchanged tree (security-corrections C2), in milliseconds. */
const RENEW_MS = 300_000;

/** A batch of 5,000 rows takes well under a second; a statement that takes this long has failed. */
const STATEMENT_TIMEOUT_MS = 30_000;

/** The sequencer process, from lock to stop. Resolves when `stop` aborts or the log is frozen and then stopped. */
export async function runSequencer(
  configuration: SequencerConfiguration,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  stop: AbortSignal,
): Promise<void> {
  const connection = await ExclusiveConnection.open(
    {
      url: configuration.databaseUrl,
      application: 'sealbridge-sequencer',
      lock: SEQUENCER_LOCK,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    },
    stop,
  );
  try {
    const parts = partsOf(configuration, new LogStore(connection));
    const newest = await parts.store.newest();
    const edge = newest === null ? EMPTY_EDGE : await parts.store.edgeOf(newest);
    const code = edge === null ? 'E_LOG_CORRUPT' : await reasonToFreeze(parts, newest);
    if (code !== null || edge === null) {
      await freeze(parts, code ?? 'E_LOG_CORRUPT', log, stop);
      return;
    }
    await parts.served.remove(FROZEN);
    log.info('sequencing', { size: newest?.size ?? 0 });
    await sequence({ parts, connection, configuration, log, metrics, stop, newest, edge });
  } finally {
    await connection.close();
  }
}

function partsOf(configuration: SequencerConfiguration, store: LogStore): PublisherParts {
  const served = new DurableFiles(configuration.logDir);
  const mirror = new DurableFiles(configuration.mirrorDir);
  const signer = parsing('SEALBRIDGE_KEYS_DIR', () =>
    parseSignerKey(readFileSync(join(configuration.keysDir, 'log.key'), 'utf8').trim()),
  );
  requireOutsideWitness(signer.name, configuration.witnesses);
  return {
    store,
    served,
    folders: [mirror, served],
    mark: new HighWaterMark(served),
    signer,
    policy: parsing('SEALBRIDGE_POLICY_FILE', () => parsePolicy(readFileSync(configuration.policyFile, 'utf8'))),
    witnesses: configuration.witnesses.map((url) => new WitnessClient(url)),
  };
}

/** Loopback addresses and names, as they stand in a URL. */
const THIS_MACHINE = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** A log whose name could be taken for a public one needs a witness that is not this machine (security-corrections C1). */
function requireOutsideWitness(origin: string, witnesses: readonly string[]): void {
  const isPublic = !/^[^/]*\.invalid(?:\/|$)/.test(origin);
  if (isPublic && witnesses.every((url) => THIS_MACHINE.test(new URL(url).hostname))) {
    throw new ConfigurationError('SEALBRIDGE_WITNESSES', 'names no witness outside this machine');
  }
}

function parsing<T>(variable: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new ConfigurationError(variable, 'does not lead to a readable key or policy');
  }
}

/** Whether the database continues what the mark and the witnesses have seen. A witness that is not there cannot object. */
async function reasonToFreeze(parts: PublisherParts, newest: TreeHead | null): Promise<FreezeCode | null> {
  const marked = await parts.mark.read();
  const byMark = marked === null ? null : await compareWithSeen(parts.store, newest, marked, 'E_LOG_BEHIND_MARK');
  if (byMark !== null) {
    return byMark;
  }
  for (const witness of parts.witnesses) {
    const seen = await witness.newest(parts.signer.name);
    const byWitness = seen === null ? null : await compareWithSeen(parts.store, newest, seen, 'E_LOG_BEHIND_WITNESS');
    if (byWitness !== null) {
      return byWitness;
    }
  }
  return null;
}

/** Says so where the API looks, signs nothing, and waits to be stopped by somebody who settles it. */
async function freeze(parts: PublisherParts, code: FreezeCode, log: Log, stop: AbortSignal): Promise<void> {
  log.error('frozen', { code });
  await parts.served.write(FROZEN, utf8(`${code}\n`));
  await sleep(2 ** 31 - 1, undefined, { signal: stop }).catch(() => undefined);
}

interface Running {
  readonly parts: PublisherParts;
  readonly connection: ExclusiveConnection;
  readonly configuration: SequencerConfiguration;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly stop: AbortSignal;
  readonly newest: TreeHead | null;
  readonly edge: TreeEdge;
}

async function sequence(running: Running): Promise<void> {
  const { parts, connection, configuration, log, metrics, stop } = running;
  const sequencer = new Sequencer(connection, parts.signer.publicKey, running.edge, running.newest);
  const publisher = new Publisher(parts);
  publisher.resumeAt(await publishedSize(parts));
  const renewMs = Math.min(configuration.publicIntervalMs, RENEW_MS);
  let publicDue = 0;
  let published = -1;
  while (!stop.aborted && !connection.lost.aborted) {
    const open = performance.now() >= publicDue;
    const { taken, refused, head } = await sequencer.batch(open && published >= 0);
    if (refused > 0) {
      metrics.count('outbox_rows_refused', refused);
      log.error('outbox rows refused', { count: refused });
    }
    if (head !== null && (open || head.size !== published)) {
      const outcome = await publisher.publish(head, open && head.size % PUBLIC_MULTIPLE === 0);
      if (outcome.kind === 'frozen') {
        await freeze(parts, outcome.code, log, stop);
        return;
      }
      metrics.set('log_size', head.size);
      if (outcome.kind === 'published') {
        published = head.size;
        publicDue = open && head.size % PUBLIC_MULTIPLE === 0 ? performance.now() + renewMs : publicDue;
      } else {
        metrics.count('checkpoints_without_quorum');
        log.warn('checkpoint without quorum', { size: head.size });
        await sleep(WITNESS_PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
      }
    }
    if (taken === 0) {
      await sleep(IDLE_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
  if (!stop.aborted) {
    throw new Error('connection to the database was lost');
  }
}

/** The public tree's size is a multiple of this (security-corrections C8). */
const PUBLIC_MULTIPLE = 16;

/** How far the files are known to be complete: the newest checkpoint that was published with them. */
async function publishedSize(parts: PublisherParts): Promise<number> {
  const note = await parts.served.read(PROMPT_CHECKPOINT);
  return note === null ? 0 : parseCheckpoint(parseNote(note).text).size;
}

import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MAX_REASONS, type NodeReport } from '@sealbridge/transparency';
import { idFromBytes } from '@sealbridge/vocabulary';

import { Database } from '../platform/database/database.js';
import { RateLimiter } from '../platform/limits/rate-limiter.js';
import { failureFields, Log } from '../platform/logging/logger.js';
import type { AuditEvent } from './event.js';
import { makeEventId } from './event-id.js';
import { NodeIdentity } from './node-identity.js';
import { NodeSequence } from './node-sequence.js';
import { AuditTrailWriter } from './trail-writer.js';

/** How often a node reports its last number and what it burned (security-corrections C4), in milliseconds. */
const HEARTBEAT_MS = 60_000;

/** The sequencer takes no row of a node whose certificate it has not seen. */
const CERTIFICATE = {
  name: 'node-certificate',
  text: 'INSERT INTO node_certificate (node_id, certificate) VALUES ($1, $2) ON CONFLICT DO NOTHING',
};

const US_PER_MS = 1000;

/** The entries of the node itself: its start, its numbers each minute, and refusals without an entry of their own, added up. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NodeIdentity) private readonly node: NodeIdentity,
    @Inject(AuditTrailWriter) private readonly trail: AuditTrailWriter,
    @Inject(NodeSequence) private readonly sequence: NodeSequence,
    @Inject(RateLimiter) private readonly limiter: RateLimiter,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** The entry of the start comes first and must be written: a node that cannot log does not serve. */
  async onApplicationBootstrap(): Promise<void> {
    const { nodeId, certificate } = this.node;
    await this.database.query(CERTIFICATE, [nodeId, certificate]);
    await this.trail.recordAlone(() => nodeEvent('node.start', null, []));
    this.timer = setInterval(() => void this.beat(), HEARTBEAT_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.beat();
  }

  /** Looks up in the log what became of numbers whose COMMIT was never answered. */
  private async settleDoubts(): Promise<void> {
    const questions = this.sequence.questions();
    const bootId = idFromBytes(this.node.bootId);
    const rows =
      questions.length === 0 ? [] : await this.database.query<{ number: number }>(LEAVES, [bootId, questions]);
    this.sequence.resolve(new Set(rows.map(({ number }) => number)));
  }

  /** What was refused since the last beat and has no entry of its own: by action, and by the limit that was reached. */
  private refusals(): string[] {
    const limited = [...this.limiter.takeTurnedAway()].map(([name, count]) => [`limit.${name}`, count] as const);
    return [...this.trail.takeCounts(), ...limited].map(([what, count]) => `${what}:${band(count)}`);
  }

  private async beat(): Promise<void> {
    try {
      for (const refused of partsOf(this.refusals(), MAX_REASONS)) {
        await this.trail.recordAlone(() => ({ ...nodeEvent('session.refuse', null, refused), effect: 'DENY' }));
      }
      await this.settleDoubts();
      await this.trail.recordAlone((tx) => nodeEvent('node.heartbeat', this.sequence.report(tx), []));
    } catch (error) {
      this.log.error('heartbeat not written', failureFields(error));
    }
  }
}

/** Which of this boot's numbers are leaves by now. */
const LEAVES = {
  name: 'node-leaves',
  text: 'SELECT node_seq::float8 AS number FROM log_leaf WHERE boot_id = $1 AND node_seq = ANY ($2::bigint[])',
};

/** The reasons in as many entries as they need. */
const partsOf = (reasons: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(reasons.length / size) }, (_, at) => reasons.slice(at * size, (at + 1) * size));

const NO_POLICY = new Uint8Array(32);

function nodeEvent(
  action: 'node.start' | 'node.heartbeat' | 'session.refuse',
  nodeReport: NodeReport | null,
  reasons: readonly string[],
): AuditEvent {
  return {
    eventId: makeEventId(),
    requestId: makeEventId(),
    timestampUs: Date.now() * US_PER_MS,
    action,
    effect: 'ALLOW',
    reasons,
    policyHash: NO_POLICY,
    attributes: new Map(),
    actor: null,
    object: null,
    purpose: null,
    query: null,
    client: null,
    idempotencyKey: null,
    deviceRequest: null,
    nodeReport,
    aboutOrg: null,
  };
}

/** The order of magnitude of a count: 1, 10, 100 … */
const band = (count: number): string => `1e${Math.floor(Math.log10(count))}`;

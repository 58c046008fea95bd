import { join } from 'node:path';

import { type Environment, Reader } from './reader.js';

const MAX_PORT = 65_535;

/** Everything the sequencer process is told from outside. */
export interface SequencerConfiguration {
  readonly databaseUrl: string;
  readonly keysDir: string;
  /** Where checkpoints, tiles and bundles are published. */
  readonly logDir: string;
  /** A second copy of every tile and bundle, best on another disk. */
  readonly mirrorDir: string;
  readonly policyFile: string;
  /** Base URLs of the witnesses. */
  readonly witnesses: readonly string[];
  readonly publicIntervalMs: number;
  readonly metricsPort: number | null;
  readonly host: string;
}

/** Reads and checks every variable. Throws ConfigurationError naming the first that is wrong. */
export function readSequencerConfiguration(environment: Environment): SequencerConfiguration {
  const read = new Reader(environment);
  const logDir = read.text('SEALBRIDGE_LOG_DIR');
  const metrics = read.optional('SEALBRIDGE_METRICS_PORT');
  return {
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    keysDir: read.text('SEALBRIDGE_KEYS_DIR'),
    logDir,
    mirrorDir: read.text('SEALBRIDGE_LOG_MIRROR_DIR', join(logDir, '..', 'log-mirror')),
    policyFile: read.text('SEALBRIDGE_POLICY_FILE'),
    witnesses: read.urls('SEALBRIDGE_WITNESSES'),
    publicIntervalMs: read.duration('SEALBRIDGE_PUBLIC_CHECKPOINT_INTERVAL', 'PT5M'),
    metricsPort: metrics === null ? null : read.integer('SEALBRIDGE_METRICS_PORT', { min: 0, max: MAX_PORT }),
    host: read.text('SEALBRIDGE_HOST', '127.0.0.1'),
  };
}

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Agency, readAgencies } from './agency-configuration.js';
import { type NoticeConfiguration, readNoticeConfiguration } from './notice-configuration.js';
import type { RequestLimits } from '../limits/rate-limits.js';
import { type Environment, readKeyFile, Reader } from './reader.js';
import { readRequestLimits } from './request-limits.js';

const MAX_PORT = 65_535;
const DEFAULT_PORT = 4000;
const CURSOR_KEY_BYTES = 32;
const NOTICE_KEY_BYTES = 32;
/** The console as `npm run build` leaves it; an installation may lack it. */
const BUILT_CONSOLE = fileURLToPath(new URL('../../../../web/dist/', import.meta.url));
/** The documents of our own clients, generated with them and shipped beside the API. */
const SHIPPED_DOCUMENTS = fileURLToPath(
  new URL('../../../../../libs/api-client/trusted-documents.json', import.meta.url),
);

/** Everything the API process is told from outside. Read once, before anything else. */
export interface ApiConfiguration {
  /** Trusted documents alone and nothing to explore. An instance with the demo world never is: it is there to be explored. */
  readonly production: boolean;
  readonly demo: boolean;
  /** Address to listen on; never more than this machine unless said so. */
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** 0 = any free port; null = no metrics. */
  readonly metricsPort: number | null;
  /** Public origin without a trailing slash; sessions are bound to it. */
  readonly origin: string;
  /** Values of the Host header that are answered (DNS rebinding, security-corrections D11). */
  readonly hosts: readonly string[];
  readonly databaseUrl: string;
  readonly keysDir: string;
  readonly logDir: string;
  readonly policyFile: string;
  /** Folder of the built console; without one in it the server says so in its place. */
  readonly webDir: string;
  /** First events of the stewards' organisation; null = the directory must be there already. */
  readonly genesisFile: string | null;
  /** Addresses of proxies, in the words of Express: what these say of whom they speak for is believed. */
  readonly proxies: readonly string[];
  readonly limits: RequestLimits;
  /** Trusted documents: JSON object of SHA-256 hex → document text; null = any document (development, demo). */
  readonly documentsFile: string | null;
  readonly patternWindowMs: number;
  readonly notices: NoticeConfiguration;
  /** Organisations whose identity provider is asked as well. */
  readonly agencies: readonly Agency[];
  /** Not ready before this file exists: whoever loads the first content makes it. Null = nothing to wait for. */
  readonly readyFile: string | null;
}

/** Reads and checks every variable. Throws ConfigurationError naming the first that is wrong. */
export function readApiConfiguration(environment: Environment): ApiConfiguration {
  const read = new Reader(environment);
  const demo = read.flag('SEALBRIDGE_DEMO', false);
  const production = !demo && read.text('NODE_ENV', 'development') === 'production';
  const port = read.integer('SEALBRIDGE_PORT', { min: 0, max: MAX_PORT, fallback: DEFAULT_PORT });
  const origin = read.origin('SEALBRIDGE_ORIGIN', `http://localhost:${port}`);
  const metrics = read.optional('SEALBRIDGE_METRICS_PORT');
  return {
    production,
    demo,
    host: read.text('SEALBRIDGE_HOST', '127.0.0.1'),
    port,
    metricsPort: metrics === null ? null : read.integer('SEALBRIDGE_METRICS_PORT', { min: 0, max: MAX_PORT }),
    origin: origin.origin,
    hosts: [origin.host, `localhost:${port}`, ...(read.optional('SEALBRIDGE_HOSTS') ?? '').split(',')].filter(Boolean),
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    keysDir: read.text('SEALBRIDGE_KEYS_DIR'),
    logDir: read.text('SEALBRIDGE_LOG_DIR'),
    policyFile: read.text('SEALBRIDGE_POLICY_FILE'),
    webDir: read.text('SEALBRIDGE_WEB_DIR', BUILT_CONSOLE),
    genesisFile: read.optional('SEALBRIDGE_GENESIS'),
    proxies: read.text('SEALBRIDGE_PROXIES', 'loopback').split(',').filter(Boolean),
    limits: readRequestLimits(read),
    documentsFile: demo ? null : (read.optional('SEALBRIDGE_DOCUMENTS') ?? (production ? SHIPPED_DOCUMENTS : null)),
    patternWindowMs: read.duration('SEALBRIDGE_PATTERN_WINDOW', 'P1D'),
    notices: readNoticeConfiguration(read, origin, demo),
    agencies: readAgencies(read),
    readyFile: read.optional('SEALBRIDGE_READY_FILE'),
  };
}

/** The injection token of the API's configuration. */
export const API_CONFIGURATION = Symbol('api configuration');

/** Names of the files in the API's key folder. */
export const keyFiles = (
  keysDir: string,
): Readonly<Record<'node' | 'nodeCertificate' | 'context' | 'cursor' | 'notice', string>> => ({
  node: join(keysDir, 'node.key'),
  nodeCertificate: join(keysDir, 'node.cert'),
  context: join(keysDir, 'ctx.key'),
  cursor: join(keysDir, 'cursor.key'),
  notice: join(keysDir, 'notice.key'),
});

/** The key that cursors and nonces are derived from, the same on every node. Throws ConfigurationError. */
export function readCursorKey({ keysDir }: ApiConfiguration): Uint8Array {
  return readKeyFile('SEALBRIDGE_KEYS_DIR', keyFiles(keysDir).cursor, CURSOR_KEY_BYTES);
}

/** The key that members' addresses are sealed under, the same on every node. Throws ConfigurationError. */
export function readNoticeKey({ keysDir }: ApiConfiguration): Uint8Array {
  return readKeyFile('SEALBRIDGE_KEYS_DIR', keyFiles(keysDir).notice, NOTICE_KEY_BYTES);
}

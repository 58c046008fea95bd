import { readFileSync } from 'node:fs';
import { parseLogList, parseSignerKey, type NoteSigner, type VerifierKey } from '@sealbridge/transparency';

/** Everything a witness needs to run. */
export interface WitnessConfig {
  readonly host: string;
  /** 0 lets the system pick a free port. */
  readonly port: number;
  readonly signer: NoteSigner;
  readonly stateDir: string;
  /** Keys of the logs it follows; a log's key name is its origin. */
  readonly logs: readonly VerifierKey[];
}

/** The variables of the environment a witness reads, with what each means: the text of `--help`. */
export const WITNESS_VARIABLES = {
  SEALBRIDGE_WITNESS_PORT: 'port to listen on; 0 picks a free one and prints it',
  SEALBRIDGE_WITNESS_HOST: 'address to listen on (default 127.0.0.1)',
  SEALBRIDGE_WITNESS_KEY_FILE: 'file with the private key, mode 0600, made by --make-key',
  SEALBRIDGE_WITNESS_STATE_DIR: 'folder of its records; one process at a time',
  SEALBRIDGE_WITNESS_LOGS_FILE: 'policy file (c2sp.org/tlog-policy) whose log lines are the logs it follows',
} as const;

/** A setting is missing or wrong. The message names the variable, never its content. */
export class ConfigError extends Error {
  constructor(variable: keyof typeof WITNESS_VARIABLES, problem: string) {
    super(`${variable} ${problem}`);
    this.name = 'ConfigError';
  }
}

const DEFAULT_HOST = '127.0.0.1';
const MAX_PORT = 65_535;

/** The configuration of an environment, files read and keys parsed. Throws ConfigError naming the first variable at fault. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): WitnessConfig {
  return {
    host: environment['SEALBRIDGE_WITNESS_HOST'] ?? DEFAULT_HOST,
    port: readPort(required(environment, 'SEALBRIDGE_WITNESS_PORT')),
    signer: readSigner(readTextFile(environment, 'SEALBRIDGE_WITNESS_KEY_FILE')),
    stateDir: required(environment, 'SEALBRIDGE_WITNESS_STATE_DIR'),
    logs: readLogs(readTextFile(environment, 'SEALBRIDGE_WITNESS_LOGS_FILE')),
  };
}

function readPort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : MAX_PORT + 1;
  if (port > MAX_PORT) throw new ConfigError('SEALBRIDGE_WITNESS_PORT', 'is not a port number');
  return port;
}

function readSigner(text: string): NoteSigner {
  const signer = attempt(() => parseSignerKey(text));
  if (signer?.type !== 'cosignature') {
    throw new ConfigError('SEALBRIDGE_WITNESS_KEY_FILE', 'does not hold a cosignature key');
  }
  return signer;
}

function readLogs(text: string): readonly VerifierKey[] {
  const logs = attempt(() => parseLogList(text));
  if (logs === null) throw new ConfigError('SEALBRIDGE_WITNESS_LOGS_FILE', 'is not a policy file');
  if (logs.length === 0) throw new ConfigError('SEALBRIDGE_WITNESS_LOGS_FILE', 'names no log');
  return logs.map((log) => log.key);
}

function readTextFile(
  environment: Readonly<Record<string, string | undefined>>,
  variable: keyof typeof WITNESS_VARIABLES,
): string {
  const path = required(environment, variable);
  const text = attempt(() => readFileSync(path, 'utf8'));
  if (text === null) throw new ConfigError(variable, 'names a file that cannot be read');
  return text;
}

function required(
  environment: Readonly<Record<string, string | undefined>>,
  variable: keyof typeof WITNESS_VARIABLES,
): string {
  const value = environment[variable];
  if (value === undefined || value === '') throw new ConfigError(variable, 'is not set');
  return value;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folders and files of one instance; see docs/reference/configuration.md. */
export interface InstanceHome {
  readonly root: string;
  readonly lockFile: string;
  /** JSON: where the running instance answers; absent when none runs. */
  readonly runningFile: string;
  readonly logs: string;
  readonly postgres: string;
  readonly passwords: string;
  readonly apiKeys: string;
  readonly logKeys: string;
  readonly witnessKeys: string;
  readonly witnessState: string;
  /** Checkpoints and tiles as files. */
  readonly log: string;
  readonly policyFile: string;
  readonly genesisFile: string;
  /** One folder per demo person, and `.organisations` with the root keys. */
  readonly demo: string;
}

const MODE_PRIVATE = 0o700;
/** PostgreSQL may run as another account and must pass through to its own folder; everything beside it is private. */
const MODE_PASSABLE = 0o711;

/** The layout under `root` (a path, relative to the working directory). Nothing is touched. */
export function layoutOf(root: string): InstanceHome {
  const at = (...parts: string[]): string => join(resolve(root), ...parts);
  return {
    root: at(),
    lockFile: at('lock'),
    runningFile: at('running.json'),
    logs: at('logs'),
    postgres: at('postgres'),
    passwords: at('keys', 'database'),
    apiKeys: at('keys', 'api'),
    logKeys: at('keys', 'log'),
    witnessKeys: at('keys', 'witness'),
    witnessState: at('witness'),
    log: at('log'),
    policyFile: at('public', 'policy'),
    genesisFile: at('public', 'genesis.json'),
    demo: at('demo'),
  };
}

/** Makes the folders that are absent. */
export function makeFolders(home: InstanceHome): void {
  mkdirSync(home.root, { recursive: true, mode: MODE_PASSABLE });
  for (const folder of [
    join(home.root, 'keys'),
    home.logs,
    home.passwords,
    home.apiKeys,
    home.logKeys,
    home.witnessKeys,
    home.witnessState,
    home.log,
    home.demo,
  ]) {
    mkdirSync(folder, { recursive: true, mode: MODE_PRIVATE });
  }
}

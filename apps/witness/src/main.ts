import type { AddressInfo } from 'node:net';
import { ready } from '@sealbridge/sodium';
import { ConfigError, readConfig, WITNESS_VARIABLES, type WitnessConfig } from './config.js';
import { LockedError } from './lock.js';
import { makeWitnessKey } from './make-key.js';
import { makeServer } from './server.js';
import { WitnessState } from './state.js';
import { Witness } from './witness.js';

const HELP = `sealbridge-witness: checks that a log only grows, and cosigns its checkpoints (c2sp.org/tlog-witness)

  sealbridge-witness                        runs with the settings of the environment
  sealbridge-witness --make-key NAME FILE   makes a key file and prints the verifier key
  sealbridge-witness --help

${Object.entries(WITNESS_VARIABLES)
  .map(([name, meaning]) => `  ${name.padEnd(29)} ${meaning}\n`)
  .join('')}`;

const USAGE = 2;
const CONFLICT = 6;
const MILLISECONDS = 1_000;

/** Runs the program with these arguments; returns the exit code, or null while the server runs. */
export async function main(args: readonly string[]): Promise<number | null> {
  const [command, name, file, ...rest] = args;
  if (command === '--help') return say(HELP, 0);
  await ready();
  if (command === '--make-key' && name !== undefined && file !== undefined && rest.length === 0)
    return makeKey(name, file);
  if (command !== undefined) return complain('unknown arguments; see --help', USAGE);
  return serve();
}

function makeKey(name: string, file: string): number {
  try {
    return say(`${makeWitnessKey(name, file)}\n`, 0);
  } catch {
    return complain('no key was made: the name is not allowed, or the file exists or cannot be written', USAGE);
  }
}

function serve(): number | null {
  try {
    start(readConfig(process.env));
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return complain(error.message, USAGE);
    if (error instanceof LockedError) return complain(error.message, CONFLICT);
    throw error;
  }
}

function start(config: WitnessConfig): void {
  const state = new WitnessState(config.stateDir);
  const now = (): number => Math.floor(Date.now() / MILLISECONDS);
  const witness = new Witness({ logs: config.logs, signer: config.signer, state, now });
  const server = makeServer(witness, (message) => process.stderr.write(`${message}\n`));
  server.on('error', (error: NodeJS.ErrnoException) => {
    state.close();
    process.exitCode = complain(`cannot listen: ${error.code ?? 'unknown'}`, CONFLICT);
  });
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    say(`listening on http://${config.host}:${port}\n`, 0);
  });
  // Requests in hand are answered; their records are on disk before that anyway.
  const stop = (): void => {
    server.close(() => {
      state.close();
    });
    server.closeIdleConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function say(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

function complain(message: string, code: number): number {
  process.stderr.write(`error: ${message}\n`);
  return code;
}

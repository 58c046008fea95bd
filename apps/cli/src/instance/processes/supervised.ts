import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { dieWithParent } from '../postgres/pdeathsig.js';
import { BackOff } from './back-off.js';
import { openLogFile, prepareLogFile } from './log-file.js';

/** A program of the instance: started again when it ends by itself, and never left behind. */
export interface Program {
  readonly name: string;
  /** Path of the module Node runs. */
  readonly module: string;
  /** Arguments of Node itself. */
  readonly nodeArguments?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where a program's words go, and who is told about crashes. */
export interface Surroundings {
  readonly logs: string;
  /** One line for the person at the terminal. */
  say(line: string): void;
  /** Told whenever a program was started, the first time and again. */
  started(): void;
}

const STOP_WITHIN_MS = 12_000;

/** One running program of the instance. */
export class Supervised {
  private child: ChildProcess | null = null;
  private readonly backOff = new BackOff();
  private loop: Promise<void> | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly program: Program,
    private readonly around: Surroundings,
  ) {}

  /** Starts the program and keeps it running until `stop`. */
  start(): void {
    this.loop = this.keepRunning();
  }

  get name(): string {
    return this.program.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** SIGTERM, and SIGKILL for a program that has not ended 12 s later. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.child?.kill('SIGTERM');
    const patience = setTimeout(() => this.child?.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.loop;
    clearTimeout(patience);
  }

  /** A call, because it changes while something is awaited. */
  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async keepRunning(): Promise<void> {
    while (!this.isStopping()) {
      const started = Date.now();
      this.child = launch(this.program, this.around.logs);
      this.around.started();
      const reason = await endOf(this.child);
      this.child = null;
      if (this.isStopping()) return;
      const pause = this.backOff.next(Date.now() - started);
      this.around.say(`${this.program.name} ended (${reason}): starting it again in ${pause} ms`);
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}

/** Runs a program once and returns its exit code; null when a signal ended it. */
export async function runOnce(program: Program, around: Surroundings, signal: AbortSignal): Promise<number | null> {
  const child = launch(program, around.logs);
  const stop = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await endOf(child);
  signal.removeEventListener('abort', stop);
  return child.exitCode;
}

function launch({ name, module, nodeArguments = [], env }: Program, logs: string): ChildProcess {
  const log = openLogFile(prepareLogFile(logs, name));
  const [command, args] = dieWithParent('TERM', process.execPath, [...nodeArguments, module]);
  try {
    return spawn(command, args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...inheritedEnvironment(), ...env },
    });
  } finally {
    closeSync(log);
  }
}

/** Programs get what they need by name; of our own environment only what Node and the system need. */
function inheritedEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal ?? `exit ${code}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'not started';
  }
}

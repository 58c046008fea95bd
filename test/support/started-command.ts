// A command that says something and then waits: what it said is read while it runs.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { CommandResult, TestInstance } from './instance.js';

const PROGRAM = join(__dirname, 'sealbridge.mjs');

/** A command under way. */
export interface StartedCommand {
  /** The first match in what it has said or will say; rejects with all it said when it ends without. */
  said(pattern: RegExp): Promise<string>;
  /** How it ended. */
  readonly ended: Promise<CommandResult>;
}

/** Starts a command as the person of a profile on a machine of its own: `config` is where its profiles lie. */
export function startCommand(
  { home, url }: Pick<TestInstance, 'home' | 'url'>,
  config: string,
  args: readonly string[],
): StartedCommand {
  const env = { ...process.env, SEALBRIDGE_HOME: home, SEALBRIDGE_SERVER: url, XDG_CONFIG_HOME: config };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const ended = resultOf(child, printed);
  return { ended, said: (pattern) => Promise.race([firstMatch(child, printed, pattern), failed(ended, pattern)]) };
}

type Printed = Readonly<Record<'stdout' | 'stderr', string>>;

async function resultOf(child: ChildProcess, printed: Printed): Promise<CommandResult> {
  const [exit] = (await once(child, 'close')) as [number | null];
  return { exit, ...printed, json: () => JSON.parse(printed.stdout) as unknown };
}

async function firstMatch(child: ChildProcess, printed: Printed, pattern: RegExp): Promise<string> {
  for (;;) {
    const found = pattern.exec(printed.stderr)?.[1];
    if (found !== undefined) return found;
    if (child.stderr === null) throw new Error('it says nothing');
    await once(child.stderr, 'data');
  }
}

async function failed(ended: Promise<CommandResult>, pattern: RegExp): Promise<never> {
  const { exit, stderr } = await ended;
  throw new Error(`ended with ${String(exit)} and did not say ${String(pattern)}: ${stderr}`);
}

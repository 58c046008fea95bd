// A second process of the API beside that of a running instance, told the same things.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { TestInstance } from './instance.js';

/** A process of the API besides the first. */
export interface SecondApi {
  readonly url: string;
  /** Stops it, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** The process number of the API of an instance. */
export function apiPid({ home }: TestInstance): number {
  const running = JSON.parse(readFileSync(join(home, 'running.json'), 'utf8')) as {
    readonly processes: Readonly<Record<string, number>>;
  };
  const pid = running.processes['api'];
  if (pid === undefined) throw new Error('the instance has no API');
  return pid;
}

/** Starts the program of the instance's API once more, on a port of its own; resolves when it listens. */
export async function secondApi(instance: TestInstance): Promise<SecondApi> {
  const first = `/proc/${String(apiPid(instance))}`;
  const [program = '', ...args] = fieldsOf(`${first}/cmdline`);
  const env = Object.fromEntries(
    fieldsOf(`${first}/environ`).map((line) => line.split(/=(.*)/su, 2) as [string, string]),
  );
  const child = spawn(program, args, {
    env: { ...env, SEALBRIDGE_PORT: '0', SEALBRIDGE_METRICS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { event, port } = JSON.parse(line) as { readonly event?: string; readonly port?: number };
      if (event === 'listening') resolve(`http://localhost:${String(port)}`);
    });
  });
  const url = await Promise.race([listening, ended.then(() => null)]);
  if (url === null) throw new Error('the second API did not start');
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const fieldsOf = (file: string): string[] => readFileSync(file, 'utf8').split('\0').filter(Boolean);

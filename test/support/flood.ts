// A flood in a process of its own, for specs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = join(__dirname, 'flooder.mjs');
/** More than are worked on and wait at the same time, and fewer than a process takes. */
const CONNECTIONS = 150;

/** How often each status was answered; `error` where none was. */
export type FloodAnswers = Readonly<Record<string, number>>;

/** A flood that goes on. */
export interface Flood {
  /** Resolves once this status was answered. */
  sees(status: string): Promise<void>;
  /** Ends it; resolves when every request of it was answered. */
  end(): Promise<FloodAnswers>;
}

/** Floods a server with one operation. */
export function startFlood(url: string, operation: object): Flood {
  const child = spawn(process.execPath, [PROGRAM, url, String(CONNECTIONS)], {
    env: { ...process.env, FLOOD_BODY: JSON.stringify(operation) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let answers: FloodAnswers = {};
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    answers = JSON.parse(line) as FloodAnswers;
  });
  return {
    sees: async (status) => {
      while (answers[status] === undefined) {
        if (child.exitCode !== null) throw new Error('the flood ended by itself');
        await once(lines, 'line');
      }
    },
    end: async () => {
      child.stdin.end();
      await closed;
      return answers;
    },
  };
}

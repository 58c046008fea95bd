// A report with an attachment of 25 MiB goes through: memory of the API meanwhile, and of the client by its own steps.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { personFolder } from '../../../apps/cli/src/instance/demo/key-files.js';
import type { Figure } from '../result.js';
import { forgetPeak, memoryOf } from './memory.js';
import type { BenchInstance } from './running.js';

const CLIENT = join(process.cwd(), 'test', 'bench', 'attachment-client.mjs');
const API_LIMIT_MB = 350;
const CLIENT_LIMIT_MB = 200;

const run = promisify(execFile);

/** What the client program answers. */
interface ClientAnswer {
  readonly reportId: string;
  /** Resident after the key file was unlocked, and the most after that, in MB. */
  readonly unlocked: number;
  readonly peak: number;
}

/** Sends as the analyst, opens as the liaison, each in a process of its own that runs the built command line's modules. */
export async function attachmentMemory(instance: BenchInstance): Promise<Figure[]> {
  const sent = await clientStep(instance, 'send', 'analyst', '');
  const opened = await clientStep(instance, 'open', 'liaison', sent.answer.reportId);
  return [
    { what: 'API peak memory while 25 MiB are uploaded', value: sent.api, unit: 'MB', limit: API_LIMIT_MB },
    { what: 'API peak memory while 25 MiB are downloaded', value: opened.api, unit: 'MB', limit: API_LIMIT_MB },
    {
      what: 'client peak over unlocked, sealing 25 MiB',
      value: growth(sent.answer),
      unit: 'MB',
      limit: CLIENT_LIMIT_MB,
    },
    {
      what: 'client peak over unlocked, opening 25 MiB',
      value: growth(opened.answer),
      unit: 'MB',
      limit: CLIENT_LIMIT_MB,
    },
  ];
}

async function clientStep({ home, url, scratch, api }: BenchInstance, step: string, profile: string, reportId: string) {
  forgetPeak(api);
  const args = [CLIENT, step, personFolder(home, profile), url, scratch, reportId];
  const { stdout } = await run(process.execPath, args);
  return { answer: JSON.parse(stdout) as ClientAnswer, api: memoryOf(api).peak };
}

function growth({ peak, unlocked }: ClientAnswer): number {
  return peak - unlocked;
}

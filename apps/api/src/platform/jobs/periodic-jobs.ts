import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { failureFields, Log } from '../logging/logger.js';

/** Work that comes again and again in this process, one run of each job at a time. */
@Injectable()
export class PeriodicJobs implements OnApplicationShutdown {
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(@Inject(Log) private readonly log: Log) {}

  /** Runs `work` every `intervalMs`, first after one interval. A run that fails is logged by the job's name; the next one comes. */
  every(intervalMs: number, name: string, work: () => Promise<unknown>): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      const run = this.#run(name, work).finally(() => {
        busy = false;
        this.#running.delete(run);
      });
      this.#running.add(run);
    }, intervalMs);
    timer.unref();
    this.#timers.push(timer);
  }

  /** No new runs; resolves when those under way have ended. */
  async onApplicationShutdown(): Promise<void> {
    this.#timers.forEach(clearInterval);
    await Promise.all(this.#running);
  }

  async #run(name: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.error('a job failed', { operation: name, ...failureFields(error) });
    }
  }
}

import { Inject, Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';

/** Something that can say by code why this process cannot do its work, or null when it can. */
export type Check = () => Promise<string | null> | string | null;

/** Collects the checks of the process. The first problem found is the answer. */
@Injectable()
export class Readiness {
  private readonly checks: Check[] = [];
  private stopping = false;
  private looking: Promise<string | null> | null = null;

  constructor(@Inject(Database) private readonly database: Database) {}

  add(check: Check): void {
    this.checks.push(check);
  }

  /** From now on this process is not ready: it is ending, and no new work should be sent to it. */
  stop(): void {
    this.stopping = true;
  }

  /** The first problem, null when there is none. Whoever asks while it is looked for gets the same answer: a probe costs no more in a flood. */
  async problem(): Promise<string | null> {
    if (this.stopping) {
      return 'E_STOPPING';
    }
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async look(): Promise<string | null> {
    try {
      await this.database.ping();
    } catch {
      return 'E_DATABASE';
    }
    for (const check of this.checks) {
      const problem = await check();
      if (problem !== null) {
        return problem;
      }
    }
    return null;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';

import type { InstanceHome } from './home.js';
import { readPassword } from './passwords.js';
import { BackOff } from './processes/back-off.js';
import { prepareLogFile } from './processes/log-file.js';
import type { Surroundings } from './processes/supervised.js';
import { type Cluster, startCluster } from './postgres/cluster.js';

const SUPERUSER = 'postgres';
const DATABASE = 'postgres';
/** So many failed starts in a row and there is no point in going on: the disk is full or the data are damaged. */
const MAX_FAILED_STARTS = 6;

/** The embedded PostgreSQL, started again on the same port when it ends by itself. */
export class EmbeddedDatabase {
  private readonly backOff = new BackOff();
  private readonly stopping = new AbortController();

  private constructor(
    private readonly home: InstanceHome,
    private readonly around: Surroundings,
    private cluster: Cluster,
  ) {
    void this.watch();
  }

  /** Resolves when it accepts connections. */
  static async start(home: InstanceHome, around: Surroundings): Promise<EmbeddedDatabase> {
    return new EmbeddedDatabase(home, around, await launch(home, null));
  }

  /** Settles with the reason when PostgreSQL cannot be kept running. */
  readonly failed = new Promise<Error>((resolve) => {
    this.fail = resolve;
  });
  private fail!: (reason: Error) => void;

  get adminUrl(): string {
    return this.cluster.url(SUPERUSER, readPassword(this.home, 'superuser'), DATABASE);
  }

  get pid(): number {
    return this.cluster.pid;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.cluster.stop();
  }

  /** A call, because it changes while something is awaited. */
  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async watch(): Promise<void> {
    for (let failures = 0; failures < MAX_FAILED_STARTS;) {
      const started = Date.now();
      await this.cluster.ended;
      if (this.isStopping()) return;
      const pause = this.backOff.next(Date.now() - started);
      this.around.say(`postgres ended: starting it again in ${pause} ms`);
      await sleep(pause);
      if (this.isStopping()) return;
      failures = (await this.restart()) ? 0 : failures + 1;
    }
    this.fail(new Error(`PostgreSQL does not stay up: see ${join(this.home.logs, 'postgres.log')}`));
  }

  /** The other programs know the port: it has to be the same one again. */
  private async restart(): Promise<boolean> {
    try {
      this.cluster = await launch(this.home, this.cluster.port);
      if (this.isStopping()) await this.cluster.stop();
      this.around.started();
      return true;
    } catch {
      return false;
    }
  }
}

function launch(home: InstanceHome, port: number | null): Promise<Cluster> {
  return startCluster({
    home: home.postgres,
    password: readPassword(home, 'superuser'),
    logFile: prepareLogFile(home.logs, 'postgres'),
    durable: true,
    ...(port === null ? {} : { port }),
  });
}

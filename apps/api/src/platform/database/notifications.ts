import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';

import { API_CONFIGURATION, type ApiConfiguration } from '../configuration/api-configuration.js';
import { failureFields, Log } from '../logging/logger.js';

/** How long after a lost connection the next one is tried, in milliseconds. */
const RECONNECT_MS = 500;

/**
 * A connection on which nothing was told for this long is probed, in milliseconds: one that is dead and says nothing of it would keep
 * everybody waiting for two hours, which is when systems begin to ask by themselves.
 */
const PROBED_AFTER_MS = 10_000;

/** Channels are names of ours; PostgreSQL takes them as identifiers. */
const CHANNEL = /^[a-z_]{1,63}$/u;

/** Whoever waits for what PostgreSQL tells on one channel. */
export interface Listener {
  /** Something was told on the channel, by any process of the instance. */
  told(payload: string): void;
  /** Anything may have been told since nobody knows when: the connection was lost, and is there again. */
  missed(): void;
}

/** A connection that listens; `lost` resolves when it is gone. */
interface Connection {
  readonly lost: Promise<void>;
}

/**
 * What processes of one instance tell each other through PostgreSQL (LISTEN and NOTIFY), on a connection of its own. It reconnects;
 * what was told meanwhile is lost, and every listener hears that. Nobody may listen once the application has begun.
 */
@Injectable()
export class Notifications implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #listeners = new Map<string, Listener[]>();
  readonly #stopping = new AbortController();
  #client: pg.Client | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(API_CONFIGURATION) private readonly configuration: Pick<ApiConfiguration, 'databaseUrl'>,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** Adds a listener. Throws for what is no name of a channel. */
  listen(channel: string, listener: Listener): void {
    if (!CHANNEL.test(channel)) throw new Error('not a channel');
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
  }

  /** Resolves once everybody listens. Throws when the first connection fails. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.#listeners.size === 0) return;
    this.#running = this.#keepListening(await this.#connect());
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#client?.end().catch(() => undefined);
    await this.#running;
  }

  async #keepListening(first: Connection): Promise<void> {
    for (let connection: Connection | null = first; connection !== null;) {
      await connection.lost;
      connection = await this.#reconnect();
      if (connection !== null) for (const listener of [...this.#listeners.values()].flat()) listener.missed();
    }
  }

  /** The next connection, or null when there shall be none any more. */
  async #reconnect(): Promise<Connection | null> {
    const { signal } = this.#stopping;
    const isStopping = (): boolean => signal.aborted;
    while (!isStopping()) {
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
      if (isStopping()) return null;
      try {
        return await this.#connect();
      } catch (error) {
        this.log.warn('not listening', failureFields(error));
      }
    }
    return null;
  }

  async #connect(): Promise<Connection> {
    const client = new pg.Client({
      connectionString: this.configuration.databaseUrl,
      application_name: 'sealbridge-api-listen',
      keepAlive: true,
      keepAliveInitialDelayMillis: PROBED_AFTER_MS,
    });
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.once('end', () => resolve());
    });
    client.on('notification', ({ channel, payload }) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener.told(payload ?? '');
    });
    await client.connect();
    try {
      for (const channel of this.#listeners.keys()) await client.query(`LISTEN ${channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    this.#client = client;
    return { lost };
  }
}

import { Injectable } from '@nestjs/common';

import { networkOf } from '../../platform/http/address-prefix.js';
import type { SessionContext } from '../../access/caller.js';
import { Metrics } from '../../platform/metrics/metrics.js';

import type { Connection } from './connection.js';
import { MAX_CONNECTIONS_OF_ALL, MAX_CONNECTIONS_PER_MEMBER, MAX_UNKNOWN_PER_NETWORK } from './live-rules.js';

/** All connections of this process. */
@Injectable()
export class Connections {
  readonly #open = new Set<Connection>();

  constructor(private readonly metrics: Metrics) {}

  /** Whether another one may come, of whomever. */
  get hasRoom(): boolean {
    return this.#open.size < MAX_CONNECTIONS_OF_ALL;
  }

  /** Whether another one of this network may come that has not said yet who it is. */
  hasRoomFor(address: string): boolean {
    const network = networkOf(address);
    const unknown = [...this.#open].filter(
      ({ session, arrived }) => session === null && networkOf(arrived.client.address) === network,
    );
    return unknown.length < MAX_UNKNOWN_PER_NETWORK;
  }

  /** Whether a member may have one more. */
  hasRoomOf({ member }: SessionContext): boolean {
    return [...this.#open].filter(({ session }) => session?.member === member).length < MAX_CONNECTIONS_PER_MEMBER;
  }

  add(connection: Connection): void {
    this.#open.add(connection);
    this.metrics.set('live_connections', this.#open.size);
  }

  remove(connection: Connection): void {
    this.#open.delete(connection);
    this.metrics.set('live_connections', this.#open.size);
  }

  /** Those that stand for a session. */
  known(): Connection[] {
    return [...this.#open].filter(({ session }) => session !== null);
  }

  closeAll(code: number, reason: string): void {
    for (const connection of this.#open) connection.close(code, reason);
  }

  terminateAll(): void {
    for (const connection of this.#open) connection.terminate();
  }
}

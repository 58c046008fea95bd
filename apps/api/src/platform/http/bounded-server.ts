import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';

import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express } from 'express';

import { networkOf } from './address-prefix.js';
import type { Metrics } from '../metrics/metrics.js';

/** Longest header of a request, in bytes, all its lines together. */
export const MAX_HEADER_BYTES = 16_384;
/** Most lines of it. */
export const MAX_HEADER_LINES = 100;
/** Headers must have arrived after this long, in milliseconds. */
export const HEADERS_TIMEOUT_MS = 20_000;
/** A request must have arrived whole after this long, in milliseconds: uploads stream. Operations have less (BODY_TIMEOUT_MS). */
export const REQUEST_TIMEOUT_MS = 300_000;
/** How often the two are looked at, in milliseconds. */
const CHECK_MS = 5_000;
/** A connection on which nothing moves for this long is dropped, in milliseconds: a reader that stalls holds memory. */
export const STALLED_MS = 60_000;
/**
 * A connection without a request is kept this long, in milliseconds: longer than proxies keep theirs (Caddy: two minutes), or one of them
 * sends a request into a connection that is just ending.
 */
export const KEPT_MS = 130_000;
/** Most requests over one connection. */
export const MAX_REQUESTS_PER_CONNECTION = 10_000;
/** Connections of one process; the next is closed before anything of it is read. */
export const MAX_CONNECTIONS = 1_024;
/** Connections from one network, unless it is that of a proxy, which speaks for many. */
export const MAX_CONNECTIONS_PER_NETWORK = 128;

/** How long a connection may take, in milliseconds. */
export interface Patience {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly connectionsCheckingInterval: number;
}

const PATIENCE: Patience = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEPT_MS,
  connectionsCheckingInterval: CHECK_MS,
};

/** Express behind a server that bounds what a connection may hold, from before the first header. */
export class BoundedExpress extends ExpressAdapter {
  constructor(private readonly patience: Patience = PATIENCE) {
    super();
  }

  override initHttpServer(): void {
    const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, ...this.patience }, this.getInstance<Express>());
    server.maxHeadersCount = MAX_HEADER_LINES;
    server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
    server.maxConnections = MAX_CONNECTIONS;
    server.timeout = STALLED_MS;
    this.httpServer = server;
  }
}

/** Counts connections, and closes those beyond the share of a network. `isProxy` tells the addresses of proxies. */
export function boundConnections(server: Server, metrics: Metrics, isProxy: (address: string) => boolean): void {
  const open = new Map<string, number>();
  server.on('drop', () => metrics.count('connections_dropped'));
  server.on('connection', (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? 'unknown');
    const before = open.get(network) ?? 0;
    if (before >= MAX_CONNECTIONS_PER_NETWORK && !isProxy(socket.remoteAddress ?? '')) {
      metrics.count('connections_dropped');
      socket.destroy();
      return;
    }
    open.set(network, before + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
}

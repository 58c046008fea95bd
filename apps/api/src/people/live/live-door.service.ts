import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';

import { Inject, Injectable } from '@nestjs/common';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

import { API_CONFIGURATION, type ApiConfiguration } from '../../platform/configuration/api-configuration.js';
import { isOwnHost } from '../../platform/http/headers.js';
import { failureFields, Log } from '../../platform/logging/logger.js';
import { sessionCookieOf } from '../session-cookie.js';

import { clientAddress } from './client-address.js';
import { type Arrived, Connection } from './connection.js';
import { Connections } from './connections.js';
import { LiveProtocol, type Offered } from './live-protocol.js';
import { CLOSE, MAX_MESSAGE_BYTES, MAX_MESSAGES_PER_MINUTE } from './live-rules.js';

const PATH = '/graphql';
const MINUTE_MS = 60_000;
/** How long clients have to answer that the server goes, in milliseconds. */
const FAREWELL_MS = 1_000;

/** What the server tells the door once it listens. */
export interface Threshold extends Offered {
  /** Names this server goes by. */
  readonly hosts: () => readonly string[];
}

/**
 * The door of live connections: WebSockets at the path of GraphQL, of nobody else's pages. A browser says with each whose page asks and
 * cannot be made to say otherwise: the Origin stands for the header that guards POST, and a cookie counts with our own alone.
 */
@Injectable()
export class LiveDoorService {
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: () => GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });

  constructor(
    @Inject(API_CONFIGURATION) private readonly configuration: Pick<ApiConfiguration, 'origin'>,
    private readonly connections: Connections,
    private readonly protocol: LiveProtocol,
    private readonly log: Log,
  ) {}

  /** From now on upgrades of this server come here. */
  openOn(server: HttpServer, { hosts, ...offered }: Threshold): void {
    const protocol = this.protocol.server(offered);
    server.on('upgrade', (request, socket, head) => {
      const status = this.#refusal(request, hosts());
      if (status === null)
        this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#carry(ws, request, protocol));
      else answer(socket, status);
    });
  }

  /** Clients are told to come back; what their subscriptions end with is written before the database goes. */
  async sayFarewell(): Promise<void> {
    this.connections.closeAll(CLOSE.RESTART, 'restart');
    const late = Date.now() + FAREWELL_MS;
    while (this.connections.known().length > 0 && Date.now() < late) await pause();
    this.connections.terminateAll();
    while (this.connections.known().length > 0) await pause();
  }

  /** The status an upgrade is refused with, or null. */
  #refusal(request: IncomingMessage, hosts: readonly string[]): string | null {
    const { origin, host } = request.headers;
    if (!isOwnHost(host, hosts)) return '421 Misdirected Request';
    if (request.url?.split('?', 1)[0] !== PATH) return '404 Not Found';
    if (origin !== undefined && origin !== this.configuration.origin) return '403 Forbidden';
    if (!offersProtocol(request)) return '400 Bad Request';
    if (!this.connections.hasRoom) return '503 Service Unavailable';
    return this.connections.hasRoomFor(clientAddress(request)) ? null : '429 Too Many Requests';
  }

  #carry(socket: WebSocket, request: IncomingMessage, protocol: Server<Connection>): void {
    const connection = new Connection(socket, this.#arrived(request));
    this.connections.add(connection);
    // what breaks a connection off is the client's, and is seen as its end
    socket.on('error', () => undefined);
    const ended = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => sent(socket, text),
        close: (code = CLOSE.LATER, reason = '') => connection.close(code, reason),
        onMessage: (take) => {
          const counted = counting(connection);
          // each of these is answered too
          socket.on('ping', counted);
          socket.on('message', this.#listener(connection, counted, take));
        },
      },
      connection,
    );
    socket.once('close', (code, reason) => {
      void ended(code, String(reason))
        .catch((error: unknown) => this.log.error('a live connection did not end well', failureFields(error)))
        .finally(() => this.connections.remove(connection));
    });
  }

  #arrived(request: IncomingMessage): Arrived {
    const { origin, cookie } = request.headers;
    const ownPages = origin === undefined || origin === this.configuration.origin;
    const build = request.headers['x-sealbridge-build'];
    return {
      client: { build: typeof build === 'string' ? build : null, address: clientAddress(request), ownPages },
      // a program sends a token of its own; only a browser has our cookie, and it says where it comes from
      cookie: origin === undefined ? null : sessionCookieOf(cookie),
    };
  }

  /** Messages one after the other as they come; what breaks inside closes the connection without a word of it. */
  #listener(
    connection: Connection,
    counted: () => boolean,
    take: (text: string) => Promise<void>,
  ): (data: RawData) => void {
    return (data) => {
      if (!counted()) return;
      take(textIn(data)).catch((error: unknown) => {
        this.log.error('a live message failed', failureFields(error));
        connection.close(CLOSE.LATER, 'failed');
      });
    };
  }
}

/** Counts what a client sends, and closes when it is too much in a minute; whether it was not. */
function counting(connection: Connection): () => boolean {
  let minute = 0;
  let messages = 0;
  return () => {
    const now = Math.floor(Date.now() / MINUTE_MS);
    messages = now === minute ? messages + 1 : 1;
    minute = now;
    if (messages > MAX_MESSAGES_PER_MINUTE) connection.close(CLOSE.TOO_MANY, 'too_many_messages');
    return messages <= MAX_MESSAGES_PER_MINUTE;
  };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

function answer(socket: Duplex, status: string): void {
  socket.once('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

function offersProtocol({ headers }: IncomingMessage): boolean {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',');
  return offered.some((name) => name.trim() === GRAPHQL_TRANSPORT_WS_PROTOCOL);
}

/** Resolves when the operating system has taken it; a client that is gone takes nothing. */
function sent(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else socket.send(text, () => resolve());
  });
}

function textIn(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}

// Live connections as a client makes them, by hand: what a good client never sends is sent here too.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { ClientOptions, WebSocket as Socket } from 'ws';

// the workspace that speaks it declares it
const { WebSocket } = createRequire(join(__dirname, '../../apps/api/package.json'))('ws') as {
  readonly WebSocket: new (url: string, protocols: readonly string[], options: ClientOptions) => Socket;
};

/** What the clients of this project subscribe to. */
export const INBOX_CHANGED = 'subscription InboxChanged { inboxChanged { reportId kind at } }';

/** A message of graphql-transport-ws. */
export interface LiveMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: { readonly inboxChanged?: Change | null } | null;
    readonly errors?: readonly LiveError[];
  } & readonly LiveError[];
}

interface Change {
  readonly reportId: string | null;
  readonly kind: string;
  readonly at: string;
}

interface LiveError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly reason?: string };
}

/** How a connection ended. */
export interface LiveEnd {
  readonly code: number;
  readonly reason: string;
}

/** One connection. */
export interface Live {
  send(message: unknown): void;
  /** A ping of the WebSocket itself. */
  ping(): void;
  /** The next message of one of these types, in the order they came. */
  next(...types: readonly string[]): Promise<LiveMessage>;
  /** All messages that came so far and nobody took. */
  readonly waiting: readonly LiveMessage[];
  /** Resolves when it is closed. */
  readonly ended: Promise<LiveEnd>;
  close(): void;
}

/** Connects; rejects with the status when the upgrade is refused. */
export async function connectLive(
  server: string,
  options: ClientOptions = {},
  protocol = 'graphql-transport-ws',
): Promise<Live> {
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/graphql`, [protocol], options);
  const waiting: LiveMessage[] = [];
  const takers: (() => void)[] = [];
  socket.on('message', (data) => {
    waiting.push(JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '') as LiveMessage);
    for (const taker of takers.splice(0)) taker();
  });
  const ended = new Promise<LiveEnd>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      for (const taker of takers.splice(0)) taker();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  const next = async (...types: readonly string[]): Promise<LiveMessage> => {
    for (;;) {
      const place = waiting.findIndex(({ type }) => types.includes(type));
      const [found] = place === -1 ? [] : waiting.splice(place, 1);
      if (found !== undefined) return found;
      if (socket.readyState === socket.CLOSED) throw new Error(`closed while waiting for ${types.join(' or ')}`);
      await new Promise<void>((resolve) => takers.push(resolve));
    }
  };
  return {
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    ping: () => socket.ping(),
    next,
    waiting,
    ended,
    close: () => socket.close(1000),
  };
}

/** A connection that stands for a session. */
export async function liveAs(server: string, token: string): Promise<Live> {
  const live = await connectLive(server);
  live.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await live.next('connection_ack');
  return live;
}

/** Asks for the changes of the inbox on a connection. */
export function subscribe(live: Live, query = INBOX_CHANGED, id = '1'): void {
  live.send({ type: 'subscribe', id, payload: { operationName: 'InboxChanged', query } });
}

/** A connection that watches the inbox of a session's member. Throws when that is refused. */
export async function watchInbox(server: string, token: string): Promise<Live> {
  const live = await liveAs(server, token);
  subscribe(live);
  const begun = await changeTold(live);
  if (begun.kind !== 'begun') throw new Error(begun.kind);
  return live;
}

/** The change that the next message tells. */
export async function changeTold(live: Live): Promise<{ readonly reportId: string | null; readonly kind: string }> {
  const { payload } = await live.next('next');
  const told = payload?.data?.inboxChanged;
  if (told === undefined || told === null) throw new Error(JSON.stringify(payload));
  return told;
}

/** Code and reason of the error that answers a subscription; undefined when it is no error. */
export async function errorTold(live: Live): Promise<{ readonly code?: string; readonly reason?: string } | undefined> {
  const message = await live.next('error', 'next');
  const errors = message.type === 'error' ? message.payload : message.payload?.errors;
  return errors?.[0]?.extensions;
}

/** Why a subscription is refused at once, UNAUTHENTICATED for lack of a session; null when it is not. */
export async function reasonOfWatching(server: string, query: string, token: string | null): Promise<string | null> {
  const live = await connectLive(server);
  try {
    live.send({ type: 'connection_init', payload: token === null ? {} : { authorization: `Bearer ${token}` } });
    const first = await Promise.race([live.next('connection_ack'), live.ended]);
    if ('code' in first) return first.reason === 'session_over' ? 'UNAUTHENTICATED' : first.reason;
    subscribe(live, query);
    const error = await errorTold(live);
    return error?.reason ?? error?.code ?? null;
  } finally {
    live.close();
    await live.ended;
  }
}

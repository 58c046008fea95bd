import {
  answerTo,
  type ApiError,
  apiErrorOfExtensions,
  InboxChangedDocument,
  type InboxChangedSubscription,
} from '@sealbridge/api-client';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

import { BUILD } from '../../session/person.js';

/** A change as the server tells it. */
export type InboxChange = InboxChangedSubscription['inboxChanged'];

/** Where to watch, and as whom. */
export interface LiveInbox {
  /** Origin of the server. */
  readonly server: string;
  /** Bearer token of a session. */
  readonly token: string;
}

/** Why watching ended: closed by the server or lost, with the code of the WebSocket; refused at once; or the watcher has enough. */
export type WatchEnd =
  | { readonly by: 'server'; readonly code: number; readonly reason: string }
  | { readonly by: 'refusal'; readonly error: ApiError }
  | { readonly by: 'watcher' };

/** What is done with a change; true to go on. */
export type Take = (change: InboxChange) => Promise<boolean>;

/** A server that says nothing for this long, not even an answer to a ping, is gone, in milliseconds. */
const PING_MS = 15_000;
/** Longest message that is taken, in bytes; a change has 150. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const LOST = 1006;

/** With the name of the program in the handshake, for the audit log, and with no more taken than a change needs. */
class BoundedSocket extends WebSocket {
  constructor(url: string, protocols: string) {
    super(url, protocols, { maxPayload: MAX_MESSAGE_BYTES, headers: { 'x-sealbridge-build': BUILD } });
  }
}

/**
 * Watches the changes of one's inbox over one connection, until it ends. `take` is given one after the other. Rejects with what `take`
 * threw, and with ApiError PROTOCOL for a message that is not of the agreed form.
 */
export async function watchLive({ server, token }: LiveInbox, take: Take): Promise<WatchEnd> {
  const client = createClient({
    url: `${server.replace(/^http/u, 'ws')}/graphql`,
    webSocketImpl: BoundedSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    keepAlive: PING_MS,
    onNonLazyError: () => undefined,
  });
  const query = String(InboxChangedDocument);
  const changes = client.iterate({ query, operationName: 'InboxChanged' });
  try {
    for await (const { data, errors } of changes) {
      if (errors !== undefined) return { by: 'refusal', error: errorOf(errors[0]?.extensions ?? {}) };
      if (!(await take(answerTo(InboxChangedDocument, data).inboxChanged))) return { by: 'watcher' };
    }
    return { by: 'server', code: LOST, reason: 'completed' };
  } catch (error) {
    if (isClosing(error)) return { by: 'server', code: error.code, reason: String(error.reason) };
    if (Array.isArray(error)) return { by: 'refusal', error: errorOf(extensionsOf(error)) };
    if (isOfSocket(error)) return { by: 'server', code: LOST, reason: 'unreachable' };
    throw error;
  } finally {
    await client.dispose();
  }
}

interface Closing {
  readonly code: number;
  readonly reason: unknown;
}

function isClosing(error: unknown): error is Closing {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number';
}

/** An event of the socket: it could not connect, or broke. */
function isOfSocket(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'type' in error && error.type === 'error';
}

type Extensions = Readonly<Record<string, unknown>>;

function extensionsOf([first]: readonly unknown[]): Extensions {
  const extensions: unknown =
    typeof first === 'object' && first !== null && 'extensions' in first ? first.extensions : null;
  return typeof extensions === 'object' && extensions !== null ? { ...extensions } : {};
}

/** As an answer over POST would be read. */
function errorOf({ code, reason }: Extensions): ApiError {
  return apiErrorOfExtensions({ code, reason });
}

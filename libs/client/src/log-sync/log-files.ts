import { concat } from '@sealbridge/sodium';
import { entryBundlePath, leafHash, parseEntryBundle, TILE_WIDTH } from '@sealbridge/transparency';

import { ClientError } from '../client-error.js';

/** The log as the server publishes it in tlog-tiles form. */
export interface LogFiles {
  /**
   * The bytes at a path below `/log/`. Throws a ClientError: `network` when they cannot be had, `verification` when the server says that there
   * are none, since everything below a checkpoint is published before it.
   */
  read(path: string): Promise<Uint8Array>;
}

/** Sent with every request, as the API's client does: a cookie counts only beside it. */
const CSRF_HEADER = 'x-sealbridge-request';
const ANSWER_WITHIN_MS = 30_000;
const NOT_FOUND = 404;
/** A full bundle of entries of greatest length; no tile or checkpoint is longer. */
const MAX_FILE_BYTES = TILE_WIDTH * (2 + 65_535);

/** The files of a server's log; with a token, or the cookie of a browser, also what lies beyond the public checkpoint. */
export function serverLogFiles(server: string, token: string | null): LogFiles {
  const headers: Readonly<Record<string, string>> = {
    [CSRF_HEADER]: '1',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  return {
    read: async (path) => {
      const response = await get(`${server}/log/${path}`, headers);
      if (response.status === NOT_FOUND) throw missing();
      if (!response.ok || response.body === null) throw unreachable();
      return readWhole(response.body);
    },
  };
}

async function get(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch {
    throw unreachable();
  }
}

/** All of a body of at most MAX_FILE_BYTES; of a longer one no more than that is ever read. */
async function readWhole(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of piecesOf(body)) {
      length += piece.length;
      if (length > MAX_FILE_BYTES) break;
      pieces.push(piece);
    }
  } catch {
    throw unreachable();
  }
  if (length > MAX_FILE_BYTES) throw unreachable();
  return concat(...pieces);
}

// a browser's stream is not everywhere iterable by itself
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The entries `from` ≤ index < `to` with their indexes, bundle by bundle; `to` is the size of a published checkpoint. */
export async function* readEntries(files: LogFiles, from: number, to: number): AsyncIterable<LogEntry> {
  for (let index = from; index < to;) {
    const bundle = Math.floor(index / TILE_WIDTH);
    const first = bundle * TILE_WIDTH;
    const width = Math.min(TILE_WIDTH, to - first);
    const entries = parseEntryBundle(await files.read(entryBundlePath(bundle, width)), width);
    for (; index < first + width; index++) {
      const entry = entries[index - first];
      if (entry !== undefined) yield { index, entry, leafHash: leafHash(entry) };
    }
  }
}

/** One entry of the log. */
export interface LogEntry {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly leafHash: Uint8Array;
}

function unreachable(): ClientError {
  return new ClientError('E_LOG_UNREACHABLE', 'network', 'the log cannot be read from the server');
}

function missing(): ClientError {
  return new ClientError(
    'E_LOG_INCOMPLETE',
    'verification',
    'the server does not have every part of the log below its own checkpoint',
  );
}

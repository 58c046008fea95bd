import { ApiError, apiError, apiErrorOfExtension, apiErrorOfStatus } from './api-error.js';
import type { TypedDocumentString } from './generated/graphql.gen.js';

/** Sent with every GraphQL request, so that a browser cannot be made to send one across origins without asking first. */
const CSRF_HEADER = 'x-sealbridge-request';
const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Where the server is and who asks. */
export interface ApiClientOptions {
  /** Origin of the server, `http://localhost:4000`; a path, query or trailing slash is not part of it. */
  readonly server: string;
  /** Bearer token of `startSession`, or null before it. */
  readonly token: string | null;
  /** Which program asks, for the audit log; one word. */
  readonly build?: string;
  /** Ends requests that are under way; they reject with NETWORK. */
  readonly signal?: AbortSignal;
}

/** Ciphertext to upload. */
export interface BlobUpload {
  /** SHA-256 of the whole, lower-case hex. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly length: number;
  /** The bytes in order; asked for once. */
  open(): AsyncIterable<Uint8Array>;
}

/** Requests to one server with one session. Every method rejects with ApiError and with nothing else. */
export interface ApiClient {
  /** Runs an operation and gives its data. Refusals by policy are members of the data's unions, not errors. */
  request<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result>;
  /** Uploads ciphertext as a stream; the same bytes twice is fine. */
  putBlob(blob: BlobUpload): Promise<void>;
  /** Streams the ciphertext of a report opened under this event id, or with null one of the own uploads. */
  getBlob(sha256: string, opening: string | null): Promise<AsyncIterable<Uint8Array>>;
}

/** Makes a client. Throws ApiError BAD_USER_INPUT when the server is not an http or https origin. */
export function makeApiClient(options: ApiClientOptions): ApiClient {
  const origin = originOf(options.server);
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(`${origin}${path}`, { ...init, redirect: 'error', ...withSignal(options) });
    } catch {
      throw apiError('NETWORK');
    }
  };
  return {
    request: async (document, variables) => {
      const body = JSON.stringify({ query: String(document), variables });
      const headers = { ...headersOf(options), 'content-type': 'application/json', accept: 'application/json' };
      return dataOf(await send('/graphql', { method: 'POST', headers, body }));
    },
    putBlob: async (blob) => {
      const headers = {
        ...headersOf(options),
        'content-type': 'application/octet-stream',
        'x-blob-length': String(blob.length),
      };
      const init = { method: 'PUT', headers, body: streamOf(blob.open()), duplex: 'half' };
      const response = await send(`/blobs/${hex(blob.sha256)}`, init);
      if (!response.ok) throw apiErrorOfStatus(response.status, await detailOf(response));
    },
    getBlob: async (sha256, opening) => {
      const query = opening === null ? '' : `?opening=${encodeURIComponent(opening)}`;
      const response = await send(`/blobs/${hex(sha256)}${query}`, { method: 'GET', headers: headersOf(options) });
      if (!response.ok) throw apiErrorOfStatus(response.status, await detailOf(response));
      if (response.body === null) throw apiError('PROTOCOL');
      return chunksOf(response.body);
    },
  };
}

function originOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw apiError('BAD_USER_INPUT');
  return url.origin;
}

function headersOf({ token, build }: ApiClientOptions): Record<string, string> {
  return {
    [CSRF_HEADER]: '1',
    ...(build === undefined ? {} : { 'x-sealbridge-build': build }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}

function withSignal({ signal }: ApiClientOptions): RequestInit {
  return signal === undefined ? {} : { signal };
}

function hex(sha256: string): string {
  if (!SHA256_HEX.test(sha256)) throw apiError('BAD_USER_INPUT');
  return sha256;
}

async function dataOf<Result>(response: Response): Promise<Result> {
  const answer = await jsonOf(response);
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw apiErrorOfExtension(error.extensions?.code);
  if (!response.ok) throw apiErrorOfStatus(response.status);
  if (answer.data === undefined || answer.data === null) throw apiError('PROTOCOL');
  // The server validates what it answers against the schema from which Result was generated.
  return answer.data as Result;
}

interface GraphQlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
}

async function jsonOf(response: Response): Promise<GraphQlAnswer> {
  try {
    const value: unknown = await response.json();
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    if (!response.ok) throw apiErrorOfStatus(response.status);
  }
  throw apiError('PROTOCOL');
}

async function detailOf(response: Response): Promise<string | null> {
  try {
    const value = (await response.json()) as { readonly code?: unknown };
    return typeof value.code === 'string' ? value.code : null;
  } catch {
    return null;
  }
}

function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw error instanceof ApiError ? error : apiError('NETWORK');
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

import { ApiError, apiError, apiErrorOfExtensions, apiErrorOfStatus } from './api-error.js';
import { hasShape } from './answer-shape.js';
import type { TypedDocumentString } from './generated/graphql.gen.js';
import { ANSWER_SHAPES } from './generated/shapes.gen.js';
import { ClosedConnection, patiently, secondsOf } from './patience.js';

/** Sent with every GraphQL request, so that a browser cannot be made to send one across origins without asking first. */
const CSRF_HEADER = 'x-sealbridge-request';
const SHA256_HEX = /^[0-9a-f]{64}$/;
const OPERATION = /^\s*(?:query|mutation|subscription)\s+(\w+)/;
const QUESTION = /^\s*query\b/;

/** A whole answer to an operation comes within this, or the request rejects with NETWORK: a server must not hold a client for ever. */
const ANSWER_WITHIN_MS = 60_000;
/** Ciphertext is up or down within this: 25 MiB at 30 KiB/s. */
const TRANSFER_WITHIN_MS = 15 * 60_000;
/** The longest answer to an operation that is read, in bytes; the rest of a longer one is not. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Where the server is and who asks. */
export interface ApiClientOptions {
  /** Origin of the server, `http://localhost:4000`; a path, query or trailing slash is not part of it. */
  readonly server: string;
  /** Bearer token of `startSession`, or null before it. */
  readonly token: string | null;
  /** Token of a proof that the agency of an organisation gave, base64url; sent with requests for a session. */
  readonly agencyToken?: string;
  /** Which program asks, for the audit log; one word. */
  readonly build?: string;
  /** Ends requests that are under way; they reject with NETWORK. */
  readonly signal?: AbortSignal;
  /** How long to wait for a whole answer, in milliseconds; a minute when absent. */
  readonly answerWithinMs?: number;
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
  /**
   * Runs an operation and gives its data. Refusals by policy are members of the data's unions, not errors. Data that are not
   * what the operation asks for reject with PROTOCOL: nothing behind this has to doubt the types. A question that the server asks to
   * repeat soon, or whose connection was closed before anything of an answer came, is repeated once.
   */
  request<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result>;
  /** Uploads ciphertext as a stream; the same bytes twice is fine. */
  putBlob(blob: BlobUpload): Promise<void>;
  /** Streams the ciphertext of a report opened under this event id, or with null one of the own uploads. */
  getBlob(sha256: string, opening: string | null): Promise<AsyncIterable<Uint8Array>>;
}

/** Makes a client. Throws ApiError BAD_USER_INPUT when the server is not an http or https origin. */
export function makeApiClient(options: ApiClientOptions): ApiClient {
  const origin = originOf(options.server);
  const withinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;
  const send = async (path: string, withinMs: number, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(`${origin}${path}`, { ...init, redirect: 'error', signal: signalOf(options, withinMs) });
    } catch (error) {
      throw isClosedConnection(error) ? new ClosedConnection() : apiError('NETWORK');
    }
  };
  return {
    request: async <Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables) => {
      const body = JSON.stringify({ query: String(document), variables });
      const headers = { ...headersOf(options), 'content-type': 'application/json', accept: 'application/json' };
      const ask = async (): Promise<unknown> =>
        dataOf(await send('/graphql', withinMs, { method: 'POST', headers, body }));
      const data = await (QUESTION.test(String(document)) ? patiently(ask, options.signal) : ask());
      return answerTo(document, data);
    },
    putBlob: async (blob) => {
      const headers = {
        ...headersOf(options),
        'content-type': 'application/octet-stream',
        'x-blob-length': String(blob.length),
      };
      const init = { method: 'PUT', headers, body: streamOf(blob.open()), duplex: 'half' };
      const response = await send(`/blobs/${hex(blob.sha256)}`, TRANSFER_WITHIN_MS, init);
      if (!response.ok) throw await failureOf(response);
    },
    getBlob: (sha256, opening) => {
      const query = opening === null ? '' : `?opening=${encodeURIComponent(opening)}`;
      const init = { method: 'GET', headers: headersOf(options) };
      return patiently(async () => {
        const response = await send(`/blobs/${hex(sha256)}${query}`, TRANSFER_WITHIN_MS, init);
        if (!response.ok) throw await failureOf(response);
        if (response.body === null) throw apiError('PROTOCOL');
        return chunksOf(response.body);
      }, options.signal);
    },
  };
}

/** What it is called when the other side closed a connection, or was closing the one that was kept for the next request. */
const CLOSED: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** Whether the connection of a request was gone before anything of an answer came. Browsers ask again by themselves. */
function isClosedConnection(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } | null };
  return CLOSED.includes(cause?.code);
}

function originOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw apiError('BAD_USER_INPUT');
  return url.origin;
}

function headersOf({ token, build, agencyToken }: ApiClientOptions): Record<string, string> {
  return {
    [CSRF_HEADER]: '1',
    ...(build === undefined ? {} : { 'x-sealbridge-build': build }),
    ...(agencyToken === undefined ? {} : { 'x-sealbridge-agency': agencyToken }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}

function signalOf({ signal }: ApiClientOptions, withinMs: number): AbortSignal {
  const late = AbortSignal.timeout(withinMs);
  return signal === undefined ? late : AbortSignal.any([signal, late]);
}

function hex(sha256: string): string {
  if (!SHA256_HEX.test(sha256)) throw apiError('BAD_USER_INPUT');
  return sha256;
}

async function dataOf(response: Response): Promise<unknown> {
  const answer = await jsonOf(response);
  if (answer.errors !== undefined) {
    const extensions = firstExtensions(answer.errors);
    throw apiErrorOfExtensions(extensions, waitOf(response) ?? secondsOf(extensions.retryAfter));
  }
  if (!response.ok) throw apiErrorOfStatus(response.status, null, waitOf(response));
  if (answer.data === undefined || answer.data === null) throw apiError('PROTOCOL');
  return answer.data;
}

/**
 * Data as the answer to an operation, for what a server pushes as for what it is asked. Throws ApiError PROTOCOL for data that are
 * not what the operation asks for. The shapes are generated from the schema and the operations, as the types are: data of the shape
 * are of the type.
 */
export function answerTo<Result, Variables>(document: TypedDocumentString<Result, Variables>, data: unknown): Result {
  const name = OPERATION.exec(String(document))?.[1] ?? '';
  const fields = Object.hasOwn(ANSWER_SHAPES, name) ? ANSWER_SHAPES[name] : undefined;
  if (fields === undefined) throw apiError('BAD_USER_INPUT');
  if (!hasShape({ fields, required: true }, data)) throw apiError('PROTOCOL');
  return data as Result;
}

interface GraphQlAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

interface Extensions {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly retryAfter?: unknown;
  readonly ref?: unknown;
}

function firstExtensions(errors: unknown): Extensions {
  if (!Array.isArray(errors)) return {};
  const [first] = errors as readonly ({ readonly extensions?: Extensions | null } | null)[];
  return first?.extensions ?? {};
}

async function jsonOf(response: Response): Promise<GraphQlAnswer> {
  const text = await textOf(response);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    if (!response.ok) throw apiErrorOfStatus(response.status, null, waitOf(response));
  }
  throw apiError('PROTOCOL');
}

/** The text of an answer of at most MAX_ANSWER_BYTES. Throws ApiError NETWORK when it breaks off, PROTOCOL when it is longer. */
async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response.body)) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw apiError('PROTOCOL');
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join('') + decoder.decode();
}

async function failureOf(response: Response): Promise<ApiError> {
  const { detail, ref } = await detailOf(response);
  const { code, message, retryAfter } = apiErrorOfStatus(response.status, detail, waitOf(response));
  return new ApiError(code, message, detail, retryAfter, ref);
}

function waitOf({ headers }: Response): number | null {
  return secondsOf(headers.get('retry-after'));
}

async function detailOf(response: Response): Promise<{ readonly detail: string | null; readonly ref: string | null }> {
  try {
    const extensions = JSON.parse(await textOf(response)) as Extensions;
    return { detail: detailIn(extensions), ref: typeof extensions.ref === 'string' ? extensions.ref : null };
  } catch {
    return { detail: null, ref: null };
  }
}

/** Why an upload is refused: by a name of its own, or because of how the member stands. */
function detailIn({ code, reason }: Extensions): string | null {
  if (typeof reason === 'string') return `E_${reason.toUpperCase()}`;
  return typeof code === 'string' && code.startsWith('E_') ? code : null;
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

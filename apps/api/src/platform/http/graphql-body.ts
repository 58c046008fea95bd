import type { NextFunction, Request, Response } from 'express';

import { ApiError, type ApiErrorCode } from '../errors/api-error.js';
import type { Metrics } from '../metrics/metrics.js';
import { answerGraphQl } from './answer.js';
import { isWithinLimits, MAX_DOCUMENT_LENGTH } from './variable-limits.js';

/** Longest body of an operation, in bytes; ciphertext travels through /blobs. */
export const MAX_BODY_BYTES = 1_048_576;
/** A body must have arrived whole after this long, in milliseconds: 1 MiB at 52 KiB/s. */
export const BODY_TIMEOUT_MS = 20_000;
/** Bytes of bodies that may be arriving at the same time, in one process. */
export const MAX_BODIES_BYTES = 67_108_864;
/** Seconds after which there is likely room for a body again. */
const RETRY_SECONDS = 2;

/** JSON in UTF-8 and nothing else: no form, no multipart, no other charset, and no parameter that hides one. */
const CONTENT_TYPE = /^application\/json(?: *; *charset="?utf-8"?)? *$/iu;

/** Why a body is not taken: the HTTP status and what is said. */
class BodyProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: ApiErrorCode,
    readonly reason: string,
    /** Whether the rest of the body is on its way: the connection then ends with the answer. */
    readonly isArriving: boolean,
  ) {
    super(reason);
  }
}

/** Reads the body of an operation into `request.body`, within the limits; anything else is answered here. */
export function graphQlBody(metrics: Metrics) {
  const arriving = { bytes: 0 };
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    try {
      requireReadable(request);
      request.body = parse(await bytesOf(request, arriving));
    } catch (problem) {
      if (!(problem instanceof BodyProblem)) throw problem;
      metrics.count('bodies_refused');
      refuse(request, response, problem);
      return;
    }
    next();
  };
}

function refuse(request: Request, response: Response, { status, code, reason, isArriving }: BodyProblem): void {
  if (isArriving) {
    response.setHeader('connection', 'close');
    response.once('finish', () => request.destroy());
  }
  answerGraphQl(response, status, new ApiError(code, reason, code === 'UNAVAILABLE' ? RETRY_SECONDS : undefined));
}

function requireReadable({ headers }: Request): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new BodyProblem(415, 'BAD_USER_INPUT', 'content_encoding', false);
  }
  if (!CONTENT_TYPE.test(headers['content-type'] ?? '')) {
    throw new BodyProblem(415, 'BAD_USER_INPUT', 'content_type', false);
  }
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    throw new BodyProblem(413, 'BAD_USER_INPUT', 'body_size', false);
  }
}

/** The bytes of the body. Rejects with BodyProblem when they are too many or too slow, or when too much is arriving elsewhere. */
function bytesOf(request: Request, arriving: { bytes: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      arriving.bytes -= length;
      length = 0;
      request.off('data', take).off('end', end).off('close', lost).pause();
      finish();
    };
    const fail = (status: number, code: ApiErrorCode, reason: string): void =>
      settle(() => reject(new BodyProblem(status, code, reason, true)));
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      arriving.bytes += chunk.length;
      chunks.push(chunk);
      if (length > MAX_BODY_BYTES) fail(413, 'BAD_USER_INPUT', 'body_size');
      else if (arriving.bytes > MAX_BODIES_BYTES) fail(503, 'UNAVAILABLE', 'overloaded');
    };
    const end = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const lost = (): void => fail(400, 'BAD_USER_INPUT', 'body_broken_off');
    const timer = setTimeout(() => fail(408, 'BAD_USER_INPUT', 'body_slow'), BODY_TIMEOUT_MS);
    request.on('data', take).once('end', end).once('close', lost);
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function parse(bytes: Buffer): Readonly<Record<string, unknown>> {
  const body = jsonOf(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BodyProblem(400, 'BAD_USER_INPUT', Array.isArray(body) ? 'batch' : 'body', false);
  }
  const { query, variables, operationName } = body as Readonly<Record<string, unknown>>;
  if (typeof query === 'string' && query.length > MAX_DOCUMENT_LENGTH) {
    throw new BodyProblem(400, 'BAD_USER_INPUT', 'document_size', false);
  }
  if (!isWithinLimits(variables) || !['string', 'undefined'].includes(typeof (operationName ?? undefined))) {
    throw new BodyProblem(400, 'BAD_USER_INPUT', 'variables', false);
  }
  return body as Readonly<Record<string, unknown>>;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new BodyProblem(400, 'BAD_USER_INPUT', 'body', false);
  }
}

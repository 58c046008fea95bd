import type { NextFunction, Request, Response } from 'express';

import { networkOf } from '../http/address-prefix.js';
import { ApiError } from '../errors/api-error.js';
import { type answerGraphQl, answerPlain } from '../http/answer.js';
import type { Asking } from '../http/asking.js';
import type { RateLimiter } from './rate-limiter.js';

type Answer = typeof answerGraphQl | typeof answerPlain;
type Middleware = (request: Request & Asking, response: Response, next: NextFunction) => Promise<void>;

const TOO_MANY = 429;
const UNAVAILABLE = 503;
/** Seconds after which the counters are likely to be reached again. */
const RETRY_SECONDS = 2;

/** Counts each request against member and organisation, or against the network of a stranger; beyond a limit it ends here. */
export function limitedRequests(limiter: RateLimiter, answer: Answer): Middleware {
  return within(answer, (request) => takeOf(limiter, request, 1));
}

/** Counts each file of the public log against the network that reads it. */
export function limitedFiles(limiter: RateLimiter): Middleware {
  return within(answerPlain, ({ ip }) => limiter.take('log', networkOf(ip ?? 'unknown')));
}

/** Counts `points` of a request: 0, or the seconds to wait. Throws ApiError UNAVAILABLE like the limiter. */
export async function takeOf(
  limiter: RateLimiter,
  { caller, ip }: Asking & { readonly ip?: string | undefined },
  points: number,
): Promise<number> {
  const session = caller?.session ?? null;
  if (session === null) return limiter.take('guest', networkOf(caller?.client.address ?? ip ?? 'unknown'), points);
  const wait = await limiter.take('member', session.member, points);
  return wait > 0 ? wait : limiter.take('organisation', session.organisation, points);
}

function within(answer: Answer, take: (request: Request & Asking) => number | Promise<number>): Middleware {
  return async (request, response, next) => {
    const wait = await takeOrFail(take, request);
    if (wait === 0) next();
    else if (wait === null) answer(response, UNAVAILABLE, new ApiError('UNAVAILABLE', undefined, RETRY_SECONDS));
    else answer(response, TOO_MANY, new ApiError('RATE_LIMITED', undefined, wait));
  };
}

/** What is to be waited; null when nobody can tell. */
async function takeOrFail<R>(take: (request: R) => number | Promise<number>, request: R): Promise<number | null> {
  try {
    return await take(request);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

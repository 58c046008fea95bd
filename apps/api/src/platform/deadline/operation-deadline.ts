import type { NextFunction, Request, Response } from 'express';

import { ApiError } from '../errors/api-error.js';
import { answerGraphQl } from '../http/answer.js';
import type { Metrics } from '../metrics/metrics.js';
import { Deadline, underDeadline } from './deadline.js';

/** An operation is answered within this, whatever it waits for, in milliseconds. */
export const OPERATION_MS = 10_000;
/** How much longer a COMMIT that is on its way is waited for, in milliseconds. */
const COMMIT_MS = 5_000;
const UNAVAILABLE = 503;

/**
 * Gives each operation its time. When it is over the caller is answered UNAVAILABLE `timeout`; transactions of the operation issue
 * nothing more and are rolled back, also when the caller has hung up before. A COMMIT on its way is waited for a little longer, since nobody knows what became of it.
 */
export function operationDeadline(metrics: Metrics, operationMs = OPERATION_MS) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    const deadline = new Deadline();
    const answer = (): void => {
      if (response.headersSent || response.destroyed) return;
      answerGraphQl(response, UNAVAILABLE, new ApiError('UNAVAILABLE', 'timeout'));
    };
    let timer = setTimeout(() => {
      if (response.writableEnded) return; // whoever asked was gone before the work was done
      metrics.count('operations_timed_out');
      deadline.expire();
      if (!deadline.isCommitting) answer();
      else timer = setTimeout(answer, COMMIT_MS);
    }, operationMs);
    response.once('close', () => {
      if (response.writableEnded) clearTimeout(timer);
    });
    underDeadline(deadline, next);
  };
}

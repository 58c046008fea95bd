import { randomInt } from 'node:crypto';

import type { NextFunction, Request, Response } from 'express';

import { ApiError } from '../errors/api-error.js';
import { answerGraphQl } from '../http/answer.js';
import type { Asking as FromSomebody } from '../http/asking.js';
import type { Metrics } from '../metrics/metrics.js';
import { Admission, type Asking } from './admission.js';
import { isUrgent, type SentOperation } from './urgent.js';

const UNAVAILABLE = 503;
/** Those turned away come back after so many seconds, one of these at random: not all at once. */
const RETRY_SECONDS = { least: 1, most: 4 };

/** Lets operations through as far as this process can carry them; the others are answered UNAVAILABLE `overloaded` with Retry-After. */
export function boundedWork(metrics: Metrics) {
  const admission = new Admission();
  const show = (): void => {
    metrics.set('operations_under_way', admission.underWay);
    metrics.set('operations_queued', admission.queued);
  };
  return async (request: Request & FromSomebody, response: Response, next: NextFunction): Promise<void> => {
    const leave = await enter(admission, request);
    show();
    if (leave === null) {
      metrics.count('operations_shed');
      const retryAfter = randomInt(RETRY_SECONDS.least, RETRY_SECONDS.most);
      answerGraphQl(response, UNAVAILABLE, new ApiError('UNAVAILABLE', 'overloaded', retryAfter));
      return;
    }
    response.once('close', () => {
      leave();
      show();
    });
    if (response.destroyed || response.headersSent) leave();
    else next();
  };
}

/** What is urgent is looked for only where there is no place for what is not. */
function enter(admission: Admission, { caller, body }: Request & FromSomebody): ReturnType<Admission['enter']> {
  const asking: Asking = (caller?.session ?? null) === null ? 'guest' : 'member';
  if (asking === 'member' && admission.isFull && isUrgent(body as SentOperation)) return admission.enter('urgent');
  return admission.enter(asking);
}

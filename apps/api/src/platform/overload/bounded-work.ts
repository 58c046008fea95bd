import { randomInt } from 'node:crypto';

import type { NextFunction, Request, Response } from 'express';

import { ApiError } from '../errors/api-error.js';
import { inLane } from '../database/lanes.js';
import { OPERATION_MS } from '../deadline/operation-deadline.js';
import { answerGraphQl } from '../http/answer.js';
import type { Asking as FromSomebody } from '../http/asking.js';
import type { Metrics } from '../metrics/metrics.js';
import { Admission, type Asking } from './admission.js';
import { isUrgent, type SentOperation } from './urgent.js';

const UNAVAILABLE = 503;
/** Those turned away come back after so many seconds, one of these at random: not all at once. */
const RETRY_SECONDS = { least: 1, most: 4 };

/** How the work for a request gives back its place. */
const places = new WeakMap<Response, () => void>();

/** Nothing more is done for the request of this response, whether or not anybody is there to be answered. */
export function workIsDone(response: Response): void {
  places.get(response)?.();
}

/**
 * Lets operations through as far as this process can carry them, each to the connections of who asks; the others are answered UNAVAILABLE
 * `overloaded` with Retry-After. Who hangs up keeps the place until the work has ended, or its time: else hanging up would be a way to
 * have any number of operations under way.
 */
export function boundedWork(metrics: Metrics) {
  const admission = new Admission();
  const show = (): void => {
    metrics.set('operations_under_way', admission.underWay);
    metrics.set('operations_queued', admission.queued);
  };
  return async (request: Request & FromSomebody, response: Response, next: NextFunction): Promise<void> => {
    const asking = askingOf(request);
    const leave = await admission.enter(asking === 'urgent' && !admission.isFull ? 'member' : asking);
    show();
    if (leave === null) {
      metrics.count('operations_shed');
      const retryAfter = randomInt(RETRY_SECONDS.least, RETRY_SECONDS.most);
      answerGraphQl(response, UNAVAILABLE, new ApiError('UNAVAILABLE', 'overloaded', retryAfter));
      return;
    }
    const over = (): void => {
      leave();
      show();
    };
    if (response.destroyed || response.headersSent) {
      over();
      return;
    }
    places.set(response, over);
    response.once('close', () => {
      if (response.writableEnded) over();
      else setTimeout(over, OPERATION_MS).unref();
    });
    inLane(asking, next);
  };
}

function askingOf({ caller, body }: Request & FromSomebody): Asking {
  if ((caller?.session ?? null) === null) return 'guest';
  return isUrgent(body as SentOperation) ? 'urgent' : 'member';
}

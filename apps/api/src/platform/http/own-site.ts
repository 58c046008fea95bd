import type { NextFunction, Request, Response } from 'express';

import { ApiError } from '../errors/api-error.js';
import { answerGraphQl } from './answer.js';

const FORBIDDEN = 403;
/** What a browser says of where a request comes from when it is our own page, or the person's own doing (Fetch Metadata). */
const OWN: readonly unknown[] = [undefined, 'same-origin', 'none'];

/**
 * Refuses what a page of another site makes a browser send, whatever it is (OWASP CSRF prevention, Fetch Metadata): no cookie counts
 * there anyway, and no visitor of another site becomes a part of somebody's flood. Programs send neither header.
 */
export function ownSite(origin: string) {
  return ({ headers }: Request, response: Response, next: NextFunction): void => {
    if (OWN.includes(headers['sec-fetch-site']) && (headers.origin === undefined || headers.origin === origin)) {
      next();
      return;
    }
    answerGraphQl(response, FORBIDDEN, new ApiError('FORBIDDEN', 'other_site'));
  };
}

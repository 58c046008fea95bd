import type { Response } from 'express';

import { type ApiError, detailsOf } from '../errors/api-error.js';

/** Answers a GraphQL request that does not get as far as GraphQL, in the form of a GraphQL answer. */
export function answerGraphQl(response: Response, status: number, error: ApiError): void {
  const { code, message } = error;
  waitAsToldBy(error, response);
  response.status(status).json({ errors: [{ message, extensions: { code, ...detailsOf(error) } }] });
}

/** Answers any other request that ends before its handler. */
export function answerPlain(response: Response, status: number, error: ApiError): void {
  const { code, message } = error;
  waitAsToldBy(error, response);
  response.status(status).json({ code, message, ...detailsOf(error) });
}

function waitAsToldBy({ retryAfter }: ApiError, response: Response): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
}

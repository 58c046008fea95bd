import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

import { CallerMiddleware } from './people/caller.middleware.js';
import type { ApiConfiguration } from './platform/configuration/api-configuration.js';
import { operationDeadline } from './platform/deadline/operation-deadline.js';
import { type TrustedDocuments, trustOnly } from './platform/graphql/trusted-documents.js';
import { answerGraphQl, answerPlain } from './platform/http/answer.js';
import { graphQlBody } from './platform/http/graphql-body.js';
import { closedHeaders, knownHosts, postOnly } from './platform/http/headers.js';
import { ownSite } from './platform/http/own-site.js';
import { limitedFiles, limitedRequests } from './platform/limits/limited-requests.js';
import { RateLimiter } from './platform/limits/rate-limiter.js';
import { Metrics } from './platform/metrics/metrics.js';
import { boundedWork } from './platform/overload/bounded-work.js';

/** What the doors are given besides the configuration. */
export interface Doors {
  /** Values of the Host header that are answered by now. */
  readonly hosts: () => readonly string[];
  readonly documents: TrustedDocuments;
}

/**
 * What every request passes before its handler, in this order, the cheapest first: headers, host, method, where it comes from, who
 * asks, how often; of an operation then its body, its document, its time and a place to be worked on (docs/reference/limits.md).
 */
export function openDoors(app: NestExpressApplication, { origin, proxies }: ApiConfiguration, doors: Doors): void {
  const [metrics, limiter, callers] = [app.get(Metrics), app.get(RateLimiter), app.get(CallerMiddleware)];
  const knowCaller = (request: Request, response: Response, next: NextFunction): Promise<void> =>
    callers.use(request, response, next);
  app.disable('x-powered-by');
  // a hash of each answer would cost as much as the answer, and tell that two are the same
  app.disable('etag');
  app.set('trust proxy', [...proxies]);
  app.use(closedHeaders(origin));
  app.use(knownHosts(doors.hosts));
  app.use('/graphql', postOnly, ownSite(origin));
  app.use('/log', limitedFiles(limiter));
  app.use(['/graphql', '/blobs', '/log', '/agency'], knowCaller);
  app.use('/graphql', limitedRequests(limiter, answerGraphQl));
  app.use(['/blobs', '/agency'], limitedRequests(limiter, answerPlain));
  app.use('/graphql', graphQlBody(metrics), trustOnly(doors.documents));
  app.use('/graphql', operationDeadline(metrics), boundedWork(metrics));
}

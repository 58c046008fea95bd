import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { Request, Response } from 'express';

import type { RateLimiter } from '../limits/rate-limiter.js';
import { rootFieldsPlugin } from '../limits/root-fields-plugin.js';
import type { Log } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { formatError } from './format-error.js';
import { LIMIT_RULES, MAX_TOKENS } from './limits.js';
import { operationPlugin } from './operation-plugin.js';
import { postPlugin } from './post-plugin.js';
import { textPlugin } from './text-plugin.js';

/** Sent by our clients with every request; a browser cannot send it across origins without asking first. */
const CSRF_HEADER = 'x-sealbridge-request';

/** GraphQL as this server offers it: one endpoint, no landing page, no batches, and in production nothing to explore. */
export function graphqlOptions(
  production: boolean,
  { log, metrics, limiter }: { readonly log: Log; readonly metrics: Metrics; readonly limiter: RateLimiter },
): Omit<ApolloDriverConfig, 'driver'> {
  return {
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    playground: false,
    graphiql: false,
    autoTransformHttpErrors: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: { requestHeaders: [CSRF_HEADER] },
    persistedQueries: false,
    cache: 'bounded',
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    validationRules: [...LIMIT_RULES],
    formatError: formatError(log),
    logger: quietLogger(log),
    // nothing here may be cached, and with no plugin that watches fields Apollo need not wrap each of them
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      postPlugin(),
      operationPlugin(metrics),
      textPlugin(),
      rootFieldsPlugin(limiter),
    ],
    context: ({ req, res }: { req: Request & { caller?: unknown }; res: Response }) => ({
      caller: req.caller,
      request: req,
      response: res,
    }),
  };
}

/** Apollo says in words what went wrong inside it, with the document's: of that only how grave it is stands in our log. */
function quietLogger(log: Log): NonNullable<ApolloDriverConfig['logger']> {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: () => log.warn('graphql warned'),
    error: () => log.error('graphql failed'),
  };
}

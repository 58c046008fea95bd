import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

import { ApiError, type ApiErrorCode, detailsOf, MESSAGES } from '../errors/api-error.js';
import { failureFields, type Log } from '../logging/logger.js';
import { isOverLimit } from './limit-error.js';

/** Apollo's own codes for requests that never reached a resolver. */
const BAD_REQUESTS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * Turns any error into a code and that code's fixed message, so that no inner text leaves the server. The place of an
 * unexpected error is logged. `path` stays: it names fields of the document the caller sent.
 */
export function formatError(log: Log) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const inner = innerOf(thrown);
    const code = codeOf(formatted, inner, log);
    const message = code === 'BAD_USER_INPUT' && isOverLimit(formatted.message) ? formatted.message : MESSAGES[code];
    return {
      message,
      extensions: { code, ...(inner instanceof ApiError ? detailsOf(inner) : {}) },
      ...(formatted.path === undefined ? {} : { path: formatted.path }),
    };
  };
}

/** What was thrown in a resolver, or in a plugin, which Apollo wraps without a path. */
function innerOf(thrown: unknown): unknown {
  const inner = unwrapResolverError(thrown);
  return inner instanceof GraphQLError && inner.originalError instanceof ApiError ? inner.originalError : inner;
}

function codeOf(formatted: GraphQLFormattedError, inner: unknown, log: Log): ApiErrorCode {
  if (inner instanceof ApiError) {
    return inner.code;
  }
  if (BAD_REQUESTS.has(formatted.extensions?.['code'])) {
    return 'BAD_USER_INPUT';
  }
  log.error('unexpected error', failureFields(inner));
  return 'INTERNAL';
}

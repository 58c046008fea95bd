import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, visit } from 'graphql';

import { ApiError, HTTP_STATUS } from '../errors/api-error.js';

/** U+0000, which PostgreSQL does not hold, and half a character, which has no bytes in UTF-8. */
const NO_TEXT = /[\0\p{Surrogate}]/u;

/** Only a literal with an escape, or a document that holds it outright, brings one in. */
const MAY_HOLD = /\\u|[\0\p{Surrogate}]/u;

/** Refuses requests that hold what is no text, wherever it stands: once here, and not in each of the places it would come to. */
export function textPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ document, source, request, response }) => {
          if (isTextAlone({ document, source, variables: request.variables })) return Promise.resolve();
          response.http.status = HTTP_STATUS.BAD_USER_INPUT;
          return Promise.reject(new ApiError('BAD_USER_INPUT'));
        },
      }),
  };
}

/** An operation that was parsed, with the text it was parsed from and the values it comes with. */
interface Written {
  readonly document: DocumentNode;
  readonly source: string;
  readonly variables: unknown;
}

/** Whether the variables and the literals of an operation hold nothing but text, over POST as over a live connection. */
export function isTextAlone({ document, source, variables }: Written): boolean {
  return isTextAll(variables) && (!MAY_HOLD.test(source) || literalsAreText(document));
}

/** Whether every string in a JSON value is text, names of fields too. It is as deep as what the parser of the body took. */
export function isTextAll(value: unknown): boolean {
  const waiting: unknown[] = [value];
  for (let next = waiting.pop(); next !== undefined || waiting.length > 0; next = waiting.pop()) {
    if (typeof next === 'string' && NO_TEXT.test(next)) return false;
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) waiting.push(...Object.keys(next));
    for (const inner of Object.values(next)) waiting.push(inner);
  }
  return true;
}

function literalsAreText(document: DocumentNode): boolean {
  let isText = true;
  visit(document, {
    StringValue: ({ value }) => {
      isText &&= !NO_TEXT.test(value);
    },
  });
  return isText;
}

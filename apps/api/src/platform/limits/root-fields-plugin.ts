import type { ApolloServerPlugin } from '@apollo/server';
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

import { ApiError } from '../errors/api-error.js';
import type { Asking } from '../http/asking.js';
import { takeOf } from './limited-requests.js';
import type { RateLimiter } from './rate-limiter.js';

const TOO_MANY = 429;

/** Each field at the root of an operation is an act: the first is counted with the request, the others here. */
export function rootFieldsPlugin(limiter: RateLimiter): ApolloServerPlugin<Asking> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ contextValue, document, operation, response }) => {
          const more = operation === undefined ? 0 : rootFields(operation, document.definitions.filter(isFragment)) - 1;
          const wait = more > 0 ? await takeOf(limiter, contextValue, more) : 0;
          if (wait === 0) return;
          response.http.status = TOO_MANY;
          response.http.headers.set('retry-after', String(wait));
          throw new ApiError('RATE_LIMITED', undefined, wait);
        },
      }),
  };
}

const isFragment = (definition: { readonly kind: Kind }): definition is FragmentDefinitionNode =>
  definition.kind === Kind.FRAGMENT_DEFINITION;

/** How many fields an operation has at its root; each fragment is looked into once. */
export function rootFields(
  { selectionSet }: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): number {
  const unread = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const names = new Set<string>();
  const read = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        names.add((selection.alias ?? selection.name).value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        read(selection.selectionSet);
      } else {
        const fragment = unread.get(selection.name.value);
        unread.delete(selection.name.value);
        if (fragment !== undefined) read(fragment.selectionSet);
      }
    }
  };
  read(selectionSet);
  return names.size;
}

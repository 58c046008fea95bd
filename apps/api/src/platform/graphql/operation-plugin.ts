import type { ApolloServerPlugin } from '@apollo/server';
import { sha256, utf8 } from '@sealbridge/sodium';
import type { Response } from 'express';
import { OperationTypeNode } from 'graphql';

import type { Metrics } from '../metrics/metrics.js';
import { workIsDone } from '../overload/bounded-work.js';
import { refusal } from './subscription-document.js';

/** What the GraphQL context must hold for the operation to be named in audit entries. */
export interface OperationContext {
  caller: { readonly operation?: { readonly name: string; readonly documentHash: Uint8Array | null } };
  readonly response: Response;
}

/** Longest operation name that is logged, in UTF-16 units. */
const MAX_NAME_LENGTH = 64;

/** Names the operation in the caller, for audit entries, measures how long it took, and says that it is done. A subscription is none for POST. */
export function operationPlugin(metrics: Metrics): ApolloServerPlugin<OperationContext> {
  return {
    requestDidStart: () => {
      const started = performance.now();
      return Promise.resolve({
        didResolveOperation: ({ contextValue, operationName, source, operation }) => {
          if (operation?.operation === OperationTypeNode.SUBSCRIPTION) throw refusal('BAD_USER_INPUT');
          const name = (operationName ?? 'anonymous').slice(0, MAX_NAME_LENGTH);
          contextValue.caller = { ...contextValue.caller, operation: { name, documentHash: sha256(utf8(source)) } };
          return Promise.resolve();
        },
        willSendResponse: ({ contextValue, operation, errors }) => {
          workIsDone(contextValue.response);
          const kind = operation?.operation ?? 'none';
          metrics.graphql(kind, (errors ?? []).length === 0, performance.now() - started);
          return Promise.resolve();
        },
      });
    },
  };
}

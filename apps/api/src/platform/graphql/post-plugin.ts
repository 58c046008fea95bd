import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, Kind, OperationTypeNode } from 'graphql';

import { HTTP_STATUS } from '../errors/api-error.js';
import { refusal } from './subscription-document.js';

/** Put in the place of a document that subscribes; no parser makes one without definitions. */
const NOTHING: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/**
 * A subscription is none for POST, and is refused before it is validated: GraphQL's own rule about them fails inside on a field that a
 * variable leaves out, and what fails inside is logged as ours.
 */
export function postPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        validationDidStart: (asked) => {
          if (subscribes(asked.document)) Object.assign(asked, { document: NOTHING });
          return Promise.resolve();
        },
        didResolveOperation: ({ document, response }) => {
          if (document.definitions.length > 0) return Promise.resolve();
          response.http.status = HTTP_STATUS.BAD_USER_INPUT;
          return Promise.reject(refusal('BAD_USER_INPUT'));
        },
      }),
  };
}

function subscribes({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION,
  );
}

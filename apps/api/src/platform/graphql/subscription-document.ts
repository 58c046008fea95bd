import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';

import { ApiError, type ApiErrorCode } from '../errors/api-error.js';
import { LIMIT_RULES, MAX_TOKENS } from './limits.js';
import { textOf, type TrustedDocuments } from './trusted-documents.js';

/** What a client asks for over a live connection. */
export interface AskedOperation {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/** A subscription that may be carried out, as far as its document goes. */
export interface SubscriptionDocument {
  readonly document: DocumentNode;
  /** The text, for the audit log. */
  readonly text: string;
}

/**
 * The one subscription of a document, under the same rules as over POST: known documents alone where the server takes no others, and
 * the limits on tokens, depth, aliases and cost. What it is refused for is one error with a code.
 */
export function subscriptionDocument(
  schema: GraphQLSchema,
  trusted: TrustedDocuments,
  asked: AskedOperation,
): SubscriptionDocument | GraphQLError {
  const text = textOf(asked, trusted);
  if (text === null) return refusal('PERSISTED_ONLY');
  const document = parsed(text);
  if (document === null || !isOneSubscription(document)) return refusal('BAD_USER_INPUT');
  const [error] = validate(schema, document, [...specifiedRules, ...LIMIT_RULES], { maxErrors: 1 });
  if (error === undefined) return { document, text };
  // GraphQL's own words may quote the document or the schema
  return error.extensions['code'] === 'BAD_USER_INPUT' ? error : refusal('BAD_USER_INPUT');
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch {
    return null;
  }
}

/**
 * Queries and mutations are asked over POST, one document one operation. Its one field stands for itself: one that a directive leaves out,
 * or a fragment brings, makes GraphQL fail inside where it should refuse.
 */
function isOneSubscription({ definitions }: DocumentNode): boolean {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [asked, ...others] = operations;
  if (asked?.operation !== OperationTypeNode.SUBSCRIPTION || others.length > 0) return false;
  return asked.selectionSet.selections.every(
    ({ kind, directives = [] }) => kind === Kind.FIELD && directives.length === 0,
  );
}

/** An error of ours as an error of GraphQL. */
export function refusal(code: ApiErrorCode): GraphQLError {
  const originalError = new ApiError(code);
  return new GraphQLError(originalError.message, { originalError });
}

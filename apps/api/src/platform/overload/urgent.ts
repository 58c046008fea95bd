import { EnvelopeError, parseOpenRequest } from '@sealbridge/envelope';
import { CryptoError, fromBase64 } from '@sealbridge/sodium';
import { GraphQLError, Kind, parse } from 'graphql';

import { MAX_TOKENS } from '../graphql/limits.js';

/** An operation as it came. */
export interface SentOperation {
  readonly query: string;
  readonly variables?: unknown;
}

const URGENT = /openingOffer|openReport/u;

/**
 * Whether an operation opens a report because a life is in danger, or asks for what is needed to sign that: such an operation is never
 * turned away (security-corrections C10). Nothing here is believed of who asks; that is looked at in the act.
 */
export function isUrgent({ query, variables }: SentOperation): boolean {
  if (!URGENT.test(query)) return false; // most documents need not be parsed for this
  const field = onlyField(query);
  return field === 'openingOffer' || (field === 'openReport' && isForLife(variables));
}

/** The one field at the root of a document; null for a document of any other form. */
function onlyField(query: string): string | null {
  try {
    const operations = parse(query, { maxTokens: MAX_TOKENS }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? [definition] : [],
    );
    const [field, ...others] = operations.flatMap(({ selectionSet }) => selectionSet.selections);
    return field?.kind === Kind.FIELD && others.length === 0 ? field.name.value : null;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function isForLife(variables: unknown): boolean {
  const request = textAt(variables, ['input', 'request']);
  try {
    return request !== null && parseOpenRequest(fromBase64(request)).purpose === 'threat_to_life';
  } catch (error) {
    if (error instanceof EnvelopeError || error instanceof CryptoError) return false;
    throw error;
  }
}

function textAt(value: unknown, path: readonly string[]): string | null {
  const found = path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : null),
    value,
  );
  return typeof found === 'string' ? found : null;
}

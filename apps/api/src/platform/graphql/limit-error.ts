import { GraphQLError } from 'graphql';

/** The limits of one document that can be told by name (docs/reference/limits.md). */
export type DocumentLimit =
  'aliases' | 'cost' | 'depth' | 'directives' | 'fragments' | 'introspection' | 'operations' | 'repeats';

const BEGINNING = 'the operation is over the limit of ';

/** What a document over a limit is answered with; the name of the limit is ours and quotes nothing. */
export function overLimit(name: DocumentLimit): GraphQLError {
  return new GraphQLError(`${BEGINNING}${name}`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Whether a message is one of ours: GraphQL's own may quote the document or the schema. */
export function isOverLimit(message: string): boolean {
  return message.startsWith(BEGINNING);
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';

/** A subscription under way, as the connection knows it that carries it. */
export interface LiveStream {
  /**
   * Asks policy again, because something changed that could take the right away. Null while the stream may go on, or why not; the
   * refusal then stands in the log. Rejects when nobody can tell.
   */
  recheck(): Promise<string | null>;
  /** The session is over, and the connection ends for this reason: what is written about the end of the stream says so. */
  over(reason: string): void;
}

/** The connection of a subscription. */
export interface LiveConnection {
  /** Has the stream asked again whenever that is due. Gives a function for when it is no more. */
  hold(stream: LiveStream): () => void;
  /** Ends because something may have been missed: the client comes back and asks once for all there is. */
  restart(): void;
}

/** What a resolver of a subscription finds in its context. */
export interface WithConnection {
  readonly connection: LiveConnection;
}

/** The connection of this subscription, in a resolver. */
export const CurrentConnection = createParamDecorator(
  (_data: unknown, context: ExecutionContext): LiveConnection =>
    GqlExecutionContext.create(context).getContext<WithConnection>().connection,
);

import { Injectable } from '@nestjs/common';
import { sha256, utf8 } from '@sealbridge/sodium';
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { type Context, makeServer, type Server, type SubscribePayload } from 'graphql-ws';

import { type Caller, makeId, type SessionContext } from '../../access/caller.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { formatError } from '../../platform/graphql/format-error.js';
import { refusal, subscriptionDocument } from '../../platform/graphql/subscription-document.js';
import { isTextAll, isTextAlone } from '../../platform/graphql/text-plugin.js';
import type { TrustedDocuments } from '../../platform/graphql/trusted-documents.js';
import { takeOf } from '../../platform/limits/limited-requests.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';
import { Log } from '../../platform/logging/logger.js';
import { CallerService } from '../caller.service.js';

import type { Arrived, Connection } from './connection.js';
import { Connections } from './connections.js';
import { CLOSE, INIT_WITHIN_MS, MAX_SUBSCRIPTIONS, MAX_WAITING_BYTES, SESSION_OVER } from './live-rules.js';

/** What there is to subscribe to, and by which documents. */
export interface Offered {
  readonly schema: GraphQLSchema;
  readonly trusted: TrustedDocuments;
}

type Asked = Context<Record<string, unknown>, Connection>;

/** Longest operation name that is logged, in UTF-16 units. */
const MAX_NAME_LENGTH = 64;

/** graphql-transport-ws as this server speaks it: sessions as over POST, subscriptions alone, and errors that tell nothing inner. */
@Injectable()
export class LiveProtocol {
  readonly #format: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;

  constructor(
    private readonly callers: CallerService,
    private readonly connections: Connections,
    private readonly limiter: RateLimiter,
    log: Log,
  ) {
    this.#format = formatError(log);
  }

  /** The protocol for a schema and the documents that are answered. */
  server(offered: Offered): Server<Connection> {
    return makeServer<Record<string, unknown>, Connection>({
      connectionInitWaitTimeout: INIT_WITHIN_MS,
      onConnect: (context) => this.#begin(context),
      onSubscribe: (context, _id, payload) => this.#execution(context, payload, offered),
      onNext: ({ extra }, _id, _payload, _args, { data, errors }) => {
        if (extra.waiting > MAX_WAITING_BYTES) extra.close(CLOSE.LATER, 'slow');
        return {
          ...(data === undefined ? {} : { data }),
          ...(errors === undefined ? {} : { errors: this.#told(errors) }),
        };
      },
      onError: (_context, _id, _payload, errors) => this.#told(errors),
    });
  }

  /**
   * Whose connection it is: by the token it sends, or by the cookie it came with. Closed when there is no live session; what is no
   * text is nobody's.
   */
  async #begin({ connectionParams, extra: connection }: Asked): Promise<boolean> {
    const session = isTextAll(connectionParams) ? await this.#sessionOf(connectionParams, connection.arrived) : null;
    // a stranger counts against the network, a member against member and organisation, as over POST
    if ((await takeOf(this.limiter, { caller: { session, client: connection.arrived.client } }, 1)) > 0) {
      connection.close(CLOSE.TOO_MANY, 'rate_limited');
      return false;
    }
    if (session === null) {
      connection.close(CLOSE.NO_SESSION, SESSION_OVER);
      return false;
    }
    if (!this.connections.hasRoomOf(session)) {
      connection.close(CLOSE.TOO_MANY, 'too_many_connections');
      return false;
    }
    connection.standFor(session);
    return true;
  }

  #sessionOf(
    { authorization }: Readonly<Record<string, unknown>> = {},
    { cookie }: Arrived,
  ): Promise<SessionContext | null> {
    return typeof authorization === 'string'
      ? this.callers.sessionOf(authorization)
      : this.callers.sessionOfCookie(cookie);
  }

  /** What is to be carried out; a subscription counts as a request of the member, as one over POST does. */
  async #execution(
    { extra: connection, subscriptions }: Asked,
    payload: SubscribePayload,
    { schema, trusted }: Offered,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { session, arrived } = connection;
    const wait = await takeOf(this.limiter, { caller: { session, client: arrived.client } }, 1);
    if (wait > 0 || Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS) return [refusal('RATE_LIMITED')];
    const found = subscriptionDocument(schema, trusted, payload);
    if (found instanceof GraphQLError) return [found];
    const written = { document: found.document, source: found.text, variables: payload.variables };
    if (!isTextAlone(written)) return [refusal('BAD_USER_INPUT')];
    const name = (payload.operationName ?? 'anonymous').slice(0, MAX_NAME_LENGTH);
    const caller: Caller = {
      session,
      requestId: makeId(),
      client: arrived.client,
      operation: { name, documentHash: sha256(utf8(found.text)) },
    };
    return {
      schema,
      document: found.document,
      variableValues: payload.variables ?? null,
      operationName: payload.operationName ?? null,
      contextValue: { caller, connection },
    };
  }

  #told(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
    return errors.map((found) => {
      const error = isOfTheRequest(found) ? refusal('BAD_USER_INPUT') : found;
      const { originalError } = error;
      return this.#format(error.toJSON(), originalError instanceof ApiError ? originalError : error);
    });
  }
}

/** What GraphQL finds wrong with a request before anything is carried out: it has no place in the answer, and is none of ours. */
function isOfTheRequest({ path, originalError, extensions }: GraphQLError): boolean {
  return path === undefined && !(originalError instanceof ApiError) && extensions['code'] === undefined;
}

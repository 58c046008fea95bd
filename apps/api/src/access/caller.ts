import type { Id } from '@sealbridge/vocabulary';

import { makeEventId } from '../audit/event-id.js';

/** How a session's token travels: in a header of a program, or in the cookie of a browser. */
export type Transport = 'bearer' | 'cookie';

/** A session as its token proved it. Roles and units are not here: they are loaded in the transaction of each act. */
export interface SessionContext {
  /** SHA-256 of the token. */
  readonly tokenSha256: Uint8Array;
  readonly transport: Transport;
  readonly device: Id;
  readonly member: Id;
  readonly organisation: Id;
}

/** Who calls. Made from the request by the people feature; a session that is over is found out inside `perform`. */
export interface Caller {
  readonly session: SessionContext | null;
  readonly requestId: Id;
  readonly client: {
    /** Build name the client declares, null when it declares none. */
    readonly build: string | null;
    /** Network address as the socket has it; only its prefix is ever stored. */
    readonly address: string;
    /** Whether the request can only come from our own pages, or from a program, and not from a page of another site. */
    readonly ownPages: boolean;
    /** The token a proof of an agency was made for, if one was sent along. */
    readonly agencyToken?: Uint8Array;
  };
  /** The GraphQL operation, when there is one: its name and the SHA-256 of its document. */
  readonly operation?: { readonly name: string; readonly documentHash: Uint8Array | null };
}

/** A fresh random id. */
export const makeId = makeEventId;

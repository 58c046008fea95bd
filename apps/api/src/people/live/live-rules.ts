/** A connection says within this time who it is, or is closed, in milliseconds. */
export const INIT_WITHIN_MS = 3_000;
/** Connections of one network that have not said yet who they are. */
export const MAX_UNKNOWN_PER_NETWORK = 32;
/** Connections of one member at once, over all devices, at one process. */
export const MAX_CONNECTIONS_PER_MEMBER = 8;
/** Subscriptions of one connection at once. */
export const MAX_SUBSCRIPTIONS = 4;
/** The longest message a client may send, in bytes: a document of ours with its variables is a twentieth of it. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Messages of one connection in a minute; a client that does nothing wrong sends two, and answers pings. */
export const MAX_MESSAGES_PER_MINUTE = 60;
/** What may wait to be taken by a client, in bytes; one that does not read is let go and asks the inbox when it comes back. */
export const MAX_WAITING_BYTES = 256 * 1024;
/** A client that answered no ping for this long is gone, in milliseconds. */
export const PING_MS = 20_000;
/** How often it is looked at whether sessions stand and what their members may do, in milliseconds. */
export const WATCH_MS = 300;
/**
 * When so many looks in a row had no answer, connections are closed: they are open only while it is known that they may be. Ten seconds,
 * as long as an operation may take: nothing is told meanwhile, for each change is decided by whom nobody can ask either, and a
 * database that is only busy ends nobody's watch.
 */
export const MAX_UNANSWERED = 33;
/** When policy failed so often in a row to say of one connection whether it goes on, that connection is closed; others are not. */
export const MAX_FAILED = 3;
/** A client that does not take notice of being closed is cut off after this long, in milliseconds. */
export const CLOSED_WITHIN_MS = 2_000;
/** Connections of all members at one process: the other half of what it takes (bounded-server.ts) is for requests. */
export const MAX_CONNECTIONS_OF_ALL = 512;

/** Codes a connection is closed with, besides those of graphql-transport-ws. */
export const CLOSE = {
  /** Going away: the server stops, or something may have been missed. Come back and ask the inbox once. */
  RESTART: 1012,
  /** Nobody could look, or the client did not read. Come back later. */
  LATER: 1013,
  /** There is no session, or it is over. The reason is `session_over`. */
  NO_SESSION: 4401,
  /** Refused by policy. The reason is the code of the refusal. */
  REFUSED: 4403,
  /** More than may be. */
  TOO_MANY: 4429,
} as const;

/** The reason a connection is closed with when its session is over. */
export const SESSION_OVER = 'session_over';

import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryEvent, EventType } from '../event.js';
import type { EventSignature, SignedAs } from '../signature.js';
import type { LogIndex } from '../world.js';

/** One event of a chain, as far as it was read and counted. */
export interface ChainEvent {
  readonly org: Id;
  readonly seq: number;
  readonly type: EventType;
  /** UNIX hour, the signer's word. */
  readonly hour: number;
  readonly index: LogIndex;
  readonly eventHash: Uint8Array;
  /** Who signed: root key ids or device ids. */
  readonly signers: readonly Pick<EventSignature, 'kind' | 'signer'>[];
  /** In what capacity they signed. */
  readonly signedAs: SignedAs;
  readonly event: DirectoryEvent;
}

/** An event and those before it in its chain: added to without a copy, and shared by all states that hold it. */
export interface ChainLink {
  readonly event: ChainEvent;
  readonly before: ChainLink | null;
}

/** The events up to a link, oldest first. */
export function eventsUpTo(newest: ChainLink | undefined): ChainEvent[] {
  const events: ChainEvent[] = [];
  for (let link: ChainLink | null = newest ?? null; link !== null; link = link.before) events.push(link.event);
  return events.reverse();
}

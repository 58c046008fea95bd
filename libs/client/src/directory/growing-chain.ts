import {
  type ChainPosition,
  type EventRecord,
  type EventSigner,
  signedEvent,
  signEvent,
  type UnsignedEvent,
} from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

/** The chain of one organisation while it is being made. */
export class GrowingChain {
  readonly records: EventRecord[];

  /** Goes on after these first records, oldest first. */
  constructor(
    readonly org: Id,
    first: readonly EventRecord[] = [],
  ) {
    this.records = [...first];
  }

  /** Adds the event that `make` builds at the next position, signed by all of `signers`. */
  add(signers: readonly EventSigner[], make: (position: ChainPosition) => UnsignedEvent): EventRecord {
    const event = make(this.next());
    const record = signedEvent(
      event,
      signers.map((signer) => signEvent(event, signer)),
    );
    this.records.push(record);
    return record;
  }

  private next(): ChainPosition {
    const head = this.records.at(-1);
    return { org: this.org, seq: this.records.length, prev: head?.eventHash ?? null };
  }
}

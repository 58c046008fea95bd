import { DirectoryState, parseEventRecord, type PlacedRecord } from '@sealbridge/directory';

/** An event as stored, in the order over all organisations in which it was accepted. */
export interface StoredEvent {
  readonly row: string;
  /** The whole event record, private part included. */
  readonly record: Uint8Array;
}

/**
 * The whole directory as the server has accepted it, kept between publications so that each replays only what is new. It
 * holds nothing that is not committed: what a transaction adds is applied to the state it got, never to this one.
 */
export class DirectoryReplay {
  #state: DirectoryState | null = null;
  #through = '0';

  /** The row up to which events were applied. */
  get through(): string {
    return this.#through;
  }

  /** The state after these committed events, which follow `through`; null while there is none at all. */
  advance(events: readonly StoredEvent[]): DirectoryState | null {
    const placed = events.map(({ record }) => placedRecord(record));
    const [first] = placed;
    if (first === undefined) return this.#state;
    const before = this.#state ?? DirectoryState.empty(first.record.eventHash);
    this.#state = before.applyAll(placed);
    this.#through = events.at(-1)?.row ?? this.#through;
    return this.#state;
  }
}

/** A record that is accepted here but whose place on the log is not known yet. Throws DirectoryError. */
export function placedRecord(bytes: Uint8Array): PlacedRecord {
  return { record: parseEventRecord(bytes), index: null };
}

import type { Id } from '@sealbridge/vocabulary';

/** The chain of one organisation as read. */
export interface ChainRow {
  readonly organisation: Id;
  readonly handle: string;
  readonly headSeq: number;
  /** Event records in order. */
  readonly records: readonly Uint8Array[];
}

/** A place in the list of all events: behind this event of this organisation. */
export interface ChainPlace {
  readonly organisation: Id;
  readonly seq: number;
}

/** One event with the organisation it belongs to. */
export interface EventRow extends ChainPlace {
  readonly handle: string;
  readonly headSeq: number;
  /** Event record. */
  readonly record: Uint8Array;
}

/** A lockbox as stored. */
export interface LockboxRow {
  readonly unit: Id;
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

/** Whose chains somebody may read. */
export interface DirectoryReader {
  readonly organisation: Id;
  /** Organisations with a live agreement with it, and those whose guardian the device is. */
  readonly partners: readonly Id[];
  /** Stewards and auditors. */
  readonly seesAll: boolean;
}

/** An organisation by name, and what the stewards signed about it. */
export interface AdmittedOrganisation {
  readonly organisation: Id;
  readonly handle: string;
  readonly name: string;
  /** The event record of its admission; null when its chain is not stored here. */
  readonly admission: Uint8Array | null;
}

import type { LastUse } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

/** What a device remembers of what its person was told. */
export interface KnownSoFar {
  /** `seq` of the newest event of the own organisation that the person acknowledged, and the UNIX hour in which that was. */
  readonly lastSeq: number;
  readonly lastHour: number;
  /** Devices that the person knows as theirs. */
  readonly devices: readonly Id[];
  /** By unit: the epoch to which something was last sealed, and how far the unit's chain went then. */
  readonly units: ReadonlyMap<Id, LastUse>;
}

/** Keeps what the person was told. */
export interface KnownStore {
  /** Null on a device that never asked. Throws a ClientError (`verification`) when what was kept is damaged. */
  read(): Promise<KnownSoFar | null>;
  write(known: KnownSoFar): Promise<void>;
}

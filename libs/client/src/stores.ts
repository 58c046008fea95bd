/**
 * What a device keeps of what it has seen, so that nobody can show it less later. The command line keeps it in the profile's folder,
 * the console in its vault and in the browser's database. A store that has lost or damaged something throws instead of saying null,
 * wherever the difference would hide a roll-back.
 */
export interface ClientStores {
  readonly checkpoint: CheckpointStore;
  readonly logView: LogViewStore;
  readonly agreements: SeenStore;
  /** Runs `work` while nothing else on this machine changes what these stores hold. Throws a ClientError (`conflict`) when that takes too long. */
  lock<T>(work: () => Promise<T>): Promise<T>;
}

/** The newest checkpoint a device has seen. It only moves forward, so that a rolled-back log shows. */
export interface SeenCheckpoint {
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** The signed note, base64. */
  readonly note: string;
  /** Newest cosignature time ever seen, unix seconds: the clock cannot be set back behind it. */
  readonly cosignedAt: number;
}

/** Keeps the newest checkpoint. */
export interface CheckpointStore {
  /** Null when none was ever seen. Throws a ClientError (`verification`) when what was kept is damaged. */
  read(): Promise<SeenCheckpoint | null>;
  /** The caller holds the lock and has shown that it extends the one before. */
  write(seen: SeenCheckpoint): Promise<void>;
}

/** Keeps what was read of the log, as text. It only saves work: null, when it is gone or cannot be read, costs time and nothing else. */
export interface LogViewStore {
  read(): Promise<string | null>;
  write(view: string): Promise<void>;
}

/** The newest version of each agreement by id, and how many statements about it were seen. */
export type SeenAgreements = ReadonlyMap<string, readonly [version: number, statements: number]>;

/** Keeps what was seen of agreements. */
export interface SeenStore {
  /** Empty when none was ever seen. */
  read(): Promise<SeenAgreements>;
  write(seen: SeenAgreements): Promise<void>;
}

import type { Id } from '@sealbridge/vocabulary';

/** A recovery as the server saw it begin, and how it stands. */
export interface RecoveryRow {
  readonly row: string;
  readonly id: Id;
  readonly organisation: Id;
  readonly handle: string;
  readonly keyNumber: number;
  readonly threshold: number;
  readonly delayHours: number;
  readonly member: Id;
  /** The device that shall take the place of all devices of the member. */
  readonly device: Id;
  readonly reason: string;
  /** Device of the guardian who started, to whom the others seal what they contribute. */
  readonly startedBy: Id;
  /** Leaf of RECOVERY_STARTED. */
  readonly leaf: Uint8Array;
  readonly startedAt: Date;
  /** By the server's clock. */
  readonly readyAt: Date;
  readonly isDelayOver: boolean;
  /** Guardians who stand behind it and still are active, the one who started included. */
  readonly guardians: number;
  readonly state: 'open' | 'cancelled' | 'completed';
  readonly endedAt: Date | null;
  /** Whether the device that asks holds a share of the organisation's newest key. */
  readonly isGuardian: boolean;
}

/** Why the parts of a recovery are not given out yet, in the order in which it is told. */
export type NotReady = 'not_witnessed' | 'delay_running' | 'not_enough_guardians';

/** Whose recoveries somebody may see. */
export interface RecoveryReader {
  readonly organisation: Id;
  readonly device: Id;
  /** Stewards and auditors. */
  readonly seesAll: boolean;
}

/** A recovery that begins. */
export interface NewRecovery {
  readonly id: Id;
  readonly organisation: Id;
  readonly keyNumber: number;
  readonly threshold: number;
  readonly delayHours: number;
  readonly member: Id;
  readonly device: Id;
  readonly reason: string;
  readonly startedBy: Id;
  readonly eventHash: Uint8Array;
}

/** A share as its guardian gets it. */
export interface ShareRow {
  readonly organisation: Id;
  readonly handle: string;
  readonly keyNumber: number;
  readonly share: Uint8Array;
}

/** What a guardian contributed. */
export interface ContributionRow {
  readonly device: Id;
  readonly bytes: Uint8Array;
  readonly statement: Uint8Array;
  readonly signature: Uint8Array;
}

/** A recovery lockbox as stored, under the weekly key. */
export interface WrappedLockboxRow {
  readonly unit: Id;
  readonly epoch: number;
  readonly keyNumber: number;
  readonly kekId: string;
  readonly wrapped: Uint8Array;
}

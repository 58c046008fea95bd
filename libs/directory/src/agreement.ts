import { hashTyped } from '@sealbridge/sodium';
import type { Attribution, DataClass, Handling, Id, ProhibitedUse, Purpose, Tlp } from '@sealbridge/vocabulary';

/** One version of an agreement between two organisations, from which policy is compiled. */
export interface Agreement {
  readonly agreement: Id;
  readonly version: number;
  readonly prevHash: Uint8Array | null;
  /** The two organisations, sorted. */
  readonly orgs: readonly Id[];
  readonly circle: string;
  readonly purposes: readonly Purpose[];
  readonly prohibited: readonly ProhibitedUse[];
  readonly dataClasses: readonly DataClass[];
  readonly markingCeiling: Tlp;
  readonly handlingCeiling: Handling;
  readonly jurisdictions: readonly string[];
  readonly retentionMonths: number;
  /** Whether each party is shown the names of the other's readers. */
  readonly attribution: Attribution;
  readonly acknowledgeDays: number;
  readonly updateDays: number;
  /** UNIX seconds; live while start <= now < end. */
  readonly start: number;
  readonly end: number;
  /** Origin of the log, so that a demo agreement means nothing elsewhere. */
  readonly origin: string;
}

/** Whether an agreement is in force at a time in UNIX seconds. When it ends, opening ends. */
export function isLive(agreement: Pick<Agreement, 'start' | 'end'>, now: number): boolean {
  return agreement.start <= now && now < agreement.end;
}

/** agreement_version_hash of an agreement body. */
export function agreementHash(bytes: Uint8Array): Uint8Array {
  return hashTyped('sr1.mou', bytes);
}

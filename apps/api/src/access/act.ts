import type { Action, RefusalCode, Resource } from '@sealbridge/policy';
import type { AuditObject, DeviceRequest } from '@sealbridge/transparency';
import type { Id, LegalBasis, ProhibitedUse, Purpose } from '@sealbridge/vocabulary';

import type { WrittenCommitments } from '../audit/event.js';
import type { Transaction } from '../platform/database/transaction.js';
import type { OwnAgreements } from './own-agreements.js';
import type { Permit } from './permit.js';
import { purposeOfAction } from './purpose-of-action.js';

/** What the audit entry says besides who, what and how it was decided. */
export interface EntryDetail {
  readonly object: AuditObject;
  /** The organisation whose report this is about. */
  readonly aboutOrg: Id;
  /** Who acts, when a device's signature proves it before there is a session. A session's member wins over it. */
  readonly signer: { readonly org: Id; readonly member: Id; readonly device: Id };
  /** The unit the actor acts for. */
  readonly unit: Id;
  readonly written: WrittenCommitments;
  readonly idempotencyKey: string;
  /** How many objects were returned; only a bucket of it is logged. */
  readonly resultCount: number;
}

/** One thing somebody wants to do. Everything it reads or changes happens in one transaction, inside `resource` and `work`. */
export interface Act<T> {
  readonly action: Action;
  /** What for; a function is asked once the resource is loaded. */
  readonly purpose?: Purpose | (() => Purpose | undefined);
  /** On what legal ground, as whoever acts named it. */
  readonly legalBasis?: LegalBasis | null;
  /** The prohibited uses that whoever opens has signed not to make. */
  readonly accepted?: readonly ProhibitedUse[];
  /** Whether whoever acts named a case of their own. */
  readonly caseRef?: boolean;
  /**
   * `directory`: the act must see organisations without an agreement with the caller's (publishing, signing). Possible without
   * a session too, for acts whose authority is a signature or a proved secret; an act of a guest that shows rows must not ask for it.
   */
  readonly reach?: 'directory';
  /**
   * Which of the organisation's agreements the subject has. Without it: all, without their terms, for actions whose rules name
   * agreements, and none for any other. What is not loaded allows nothing.
   */
  readonly agreements?: OwnAgreements;
  /** What is known for the entry before the decision; it stands in refusals too. */
  readonly detail?: Partial<EntryDetail>;
  readonly deviceRequest?: DeviceRequest;
  /** What a step-up for this act approves: `operationDigest` of its mutation, 32 bytes. Without it no step-up counts for the act. */
  readonly operation?: Uint8Array;
  /**
   * Whose signatures are the authority of this act, of each thing that was signed, where that need not be the session's device; for
   * acts that see the whole directory. What a device with a passkey signed comes in a session of one of those who signed it: what
   * somebody has signed with keys that lay unlocked in a browser cannot be brought in by another session, which would need no fresh
   * verification.
   */
  readonly signers?: readonly (readonly Id[])[];
  /**
   * Nobody asked for it just now: it keeps no session alive. When the session is over, the entry of that gives `overBecause` as its
   * reason and stands in the name of `detail.signer`, whose session it was.
   */
  readonly unattended?: { readonly overBecause: string };
  /** Loads what is decided upon; null when there is no such thing, which is answered exactly like a refusal. */
  resource(tx: Transaction): Promise<Resource | null>;
  /** Runs only when allowed. A Refusal thrown here refuses the act; any other error is logged as such and passed on. */
  work(permit: Permit, tx: Transaction): Promise<T>;
  /** What the entry says of the result. Wins over `detail`. */
  entry?(value: T): Partial<EntryDetail>;
}

/** What an act is for, as far as it is known by now: as declared, else by what it is. */
export function purposeOf<T>({ action, purpose }: Act<T>): Purpose | undefined {
  return (typeof purpose === 'function' ? purpose() : purpose) ?? purposeOfAction(action);
}

/** The audit entry of an act that was allowed. */
export interface RecordedEvent {
  readonly eventId: Id;
  /** RFC 6962 leaf hash. */
  readonly leafHash: Uint8Array;
  /** What the entry says, and its salt: whoever acted can see that the promise is about this act. */
  readonly payload: Uint8Array;
  readonly salt: Uint8Array;
  /** Signed promise of inclusion, CBOR[body, signature]. Signed when first asked for. */
  readonly receipt: Uint8Array;
}

/** How an act ended. `ref` is the id of the entry that records the refusal. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly event: RecordedEvent }
  | { readonly ok: false; readonly reason: RefusalCode; readonly ref: Id };

/** How an act ended that goes on with another one. */
export type Continuation<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: RefusalCode };

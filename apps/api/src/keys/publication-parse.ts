import { encode } from '@sealbridge/cbor';
import { DirectoryError, type EventRecord, type OrgAdmit } from '@sealbridge/directory';
import type { Action } from '@sealbridge/policy';
import { sha256 } from '@sealbridge/sodium';
import { idToBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { standingChange, type StandingChange } from '../organisations/vetting/suspension.service.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { invalid } from '../platform/graphql/user-error.js';

import { placedRecord } from './directory-replay.js';
import type { LockboxInput, PublishDirectoryEventsInput } from './directory.types.js';
import type { OfferedLockbox } from './lockbox-match.js';
import type { OfferedRecovery } from './recovery/offered-recovery.js';
import { recoveryAction, recoveryChange, type RecoveryChange } from './recovery/recovery-change.js';

/** Events of one publication; an organisation of a few hundred people fits. */
const MAX_EVENTS = 200;
const MAX_LOCKBOXES = 1_000;
/** Bytes of one share or contribution: a seed of 32 bytes with the hashes of all shares, sealed. */
const MAX_SHARE_BYTES = 4096;

/** A publication whose shape was checked and whose signatures were not. */
export interface Publication {
  readonly organisation: Id;
  /** The last of the events. */
  readonly head: EventRecord;
  readonly events: readonly { readonly bytes: Uint8Array; readonly record: EventRecord }[];
  readonly lockboxes: readonly OfferedLockbox[];
  /** What of recovery comes with the events. */
  readonly offered: OfferedRecovery;
  /** The admission it begins with, if any. */
  readonly admission: { readonly record: EventRecord; readonly event: OrgAdmit } | null;
  /** The suspension or lift that it is, if it is one. */
  readonly standing: StandingChange | null;
  /** The step of a recovery that it is, if it is one. */
  readonly recovery: RecoveryChange | null;
  /** Whether it puts somebody else into the directory, who joined by an invitation. A further device of one's own comes by a link. */
  readonly confirms: boolean;
}

/** What is published. Without a recovery key there is nothing of recovery beside the events. */
export type PublicationContent = Omit<PublishDirectoryEventsInput, 'clientMutationId'>;

/** The publication of an input that a member sent, null without a session. Throws Rejected. */
export function parsePublication(input: PublicationContent, by: Id | null): Publication {
  const { records, lockboxes } = input;
  if (records.length === 0 || records.length > MAX_EVENTS || lockboxes.length > MAX_LOCKBOXES) {
    throw new Rejected(invalid('E_LIMIT', 'too few or too many events or lockboxes', 'records'));
  }
  try {
    const events = records.map((bytes) => ({ bytes, record: placedRecord(bytes).record }));
    const head = events.at(-1)?.record;
    const organisation = head?.leaf.org;
    if (
      head === undefined ||
      organisation === undefined ||
      events.some(({ record }) => record.leaf.org !== organisation)
    ) {
      throw new Rejected(invalid('E_RECORD', 'the events are of several organisations', 'records'));
    }
    const all = events.map(({ record }) => record);
    const admission = admissionOf(all);
    return {
      organisation,
      head,
      events,
      lockboxes: lockboxes.map(parseLockbox),
      offered: parseOffered(input),
      admission,
      standing: standingOf(all),
      recovery: recoveryChange(all),
      confirms: admission === null && all.some((record) => isInvited(record, by)),
    };
  } catch (error) {
    throw rejection(error);
  }
}

/** The action that a publication is. */
export function actionOf({ admission, standing, recovery, confirms }: Publication): Action {
  if (admission !== null) return 'application.admit';
  if (recovery !== null) return recoveryAction(recovery);
  if (confirms) return 'invitation.confirm';
  if (standing === null) return 'directory.publish';
  return standing.event.type === 'SUSPEND' ? 'standing.suspend' : 'standing.lift';
}

/** The first events after an admission, signed by roots: nobody of the organisation can sign in before them. */
export function isFounding({ events }: Publication): boolean {
  const byRoots = events.every(({ record }) => record.signatures.every(({ kind }) => kind === 'root'));
  return byRoots && events[0]?.record.leaf.seq === 1;
}

/** SHA-256 over everything a publication asks for. */
export function requestHash({ events, lockboxes, offered }: Publication): Uint8Array {
  const boxes = lockboxes.map(({ unit, epoch, device, bytes }) => [idToBytes(unit), epoch, idToBytes(device), bytes]);
  const { contribution } = offered;
  return sha256(
    encode([
      events.map(({ bytes }) => bytes),
      boxes,
      offered.lockboxes.map(({ unit, epoch, bytes }) => [idToBytes(unit), epoch, bytes]),
      offered.shares.map(({ device, bytes }) => [idToBytes(device), bytes]),
      contribution === null ? null : [contribution.bytes, contribution.statement, contribution.signature],
    ]),
  );
}

/** What is thrown for an error of the directory: Rejected with its code; any other error as it is. */
export function rejection(error: unknown): unknown {
  return error instanceof DirectoryError ? new Rejected(invalid(error.code, error.message, 'records')) : error;
}

function admissionOf([first]: readonly EventRecord[]): Publication['admission'] {
  const event = first?.body?.event;
  return first === undefined || event?.type !== 'ORG_ADMIT' ? null : { record: first, event };
}

function isInvited({ body }: EventRecord, by: Id | null): boolean {
  return body?.event.type === 'DEVICE_ADD' && body.event.invitation !== null && body.event.member !== by;
}

/** A change of standing comes alone: it is the stewards' act, and what follows it is not. Throws Rejected. */
function standingOf(records: readonly EventRecord[]): StandingChange | null {
  const changes = records.flatMap((record) => standingChange([record]) ?? []);
  const [change] = changes;
  if (change !== undefined && records.length > 1) {
    throw new Rejected(invalid('E_RECORD', 'a suspension or lift comes alone', 'records'));
  }
  return change ?? null;
}

function parseLockbox({ unit, epoch, device, bytes }: LockboxInput): OfferedLockbox {
  return { unit: requireId(unit, 'lockboxes'), epoch, device: requireId(device, 'lockboxes'), bytes };
}

function parseOffered(input: PublicationContent): OfferedRecovery {
  const { recoveryLockboxes = [], recoveryShares = [], recoveryContribution: contribution = null } = input;
  const most = [...recoveryShares, ...(contribution === null ? [] : [contribution])];
  if (recoveryLockboxes.length > MAX_LOCKBOXES || most.some(({ bytes }) => bytes.length > MAX_SHARE_BYTES)) {
    throw new Rejected(
      invalid('E_LIMIT', 'too many recovery lockboxes, or a share that is too long', 'recoveryShares'),
    );
  }
  return {
    lockboxes: recoveryLockboxes.map(({ unit, epoch, bytes }) => ({
      unit: requireId(unit, 'recoveryLockboxes'),
      epoch,
      bytes,
    })),
    shares: recoveryShares.map(({ device, bytes }) => ({ device: requireId(device, 'recoveryShares'), bytes })),
    contribution,
  };
}

function requireId(text: string, path: string): Id {
  const id = parseId(text);
  if (id === null) throw new Rejected(invalid('E_ID', 'not an id', path));
  return id;
}

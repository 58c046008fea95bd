import { Injectable } from '@nestjs/common';
import { encode } from '@sealbridge/cbor';
import {
  DirectoryError,
  DirectoryState,
  directoryEntry,
  type EventRecord,
  type OrgAdmit,
  type PlacedRecord,
} from '@sealbridge/directory';
import type { Action, Resource } from '@sealbridge/policy';
import { sha256 } from '@sealbridge/sodium';
import { idToBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import type { Permit } from '../access/permit.js';
import { Outbox } from '../audit/outbox.js';
import { OrganisationService } from '../organisations/organisation.service.js';
import { AdmissionGate } from '../organisations/vetting/admission-gate.service.js';
import { GuestAttempts } from '../organisations/vetting/guest-attempts.service.js';
import { standingChange, SuspensionService, type StandingChange } from '../organisations/vetting/suspension.service.js';
import { PeopleService } from '../people/people.service.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure } from '../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { placedRecord } from './directory-replay.js';
import { DirectoryStateService } from './directory-state.service.js';
import { DirectoryRepository } from './directory.repository.js';
import {
  PublishDirectoryEventsPayload,
  type LockboxInput,
  type PublishDirectoryEventsInput,
} from './directory.types.js';
import { lockboxesMatch, type OfferedLockbox } from './lockbox-match.js';

/** Events of one publication; an organisation of a few hundred people fits. */
const MAX_EVENTS = 200;
const MAX_LOCKBOXES = 1_000;

/** A publication whose shape was checked and whose signatures were not. */
interface Publication {
  readonly organisation: Id;
  /** The last of the events. */
  readonly head: EventRecord;
  readonly events: readonly { readonly bytes: Uint8Array; readonly record: EventRecord }[];
  readonly lockboxes: readonly OfferedLockbox[];
  /** The admission it begins with, if any. */
  readonly admission: { readonly record: EventRecord; readonly event: OrgAdmit } | null;
  /** The suspension or lift that it is, if it is one. */
  readonly standing: StandingChange | null;
  /** Whether it puts somebody else into the directory, who joined by an invitation. A further device of one's own comes by a link. */
  readonly confirms: boolean;
}

/** Takes the next events of an organisation's chain (docs/reference/directory.md). */
@Injectable()
export class PublicationService {
  constructor(
    private readonly access: Access,
    private readonly directory: DirectoryRepository,
    private readonly state: DirectoryStateService,
    private readonly organisations: OrganisationService,
    private readonly people: PeopleService,
    private readonly gate: AdmissionGate,
    private readonly suspensions: SuspensionService,
    private readonly guests: GuestAttempts,
    private readonly idempotency: IdempotencyRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * May be called by any signed-in member: the authority lies in the signatures of the records, so that a steward can bring
   * in what the roots of an organisation without devices signed. Without a session for the first events after an admission,
   * when there is nobody yet who could sign in. Admissions, suspensions and lifts are the stewards'; who joined by an
   * invitation is confirmed by an administrator of the organisation.
   */
  publish(caller: Caller, input: PublishDirectoryEventsInput): Promise<PublishDirectoryEventsPayload | Failure> {
    return orRejected(async () => {
      this.guests.require(caller);
      const publication = await this.access.read(caller, 'directory.publish', () =>
        parsePublication(input, caller.session?.member ?? null),
      );
      const { organisation, head } = publication;
      let isNew = false;
      const outcome = await this.access.perform(caller, {
        action: actionOf(publication),
        reach: 'directory',
        detail: {
          object: { type: 'organisation', id: organisation, version: null, hash: head.eventHash },
          idempotencyKey: input.clientMutationId,
        },
        resource: async (tx) => {
          isNew = await this.#isNew(tx, caller, input, publication);
          return this.#resource(tx, caller, publication);
        },
        work: (permit, tx) => (isNew ? this.#take(permit, tx, publication, caller) : Promise.resolve()),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      const fields = { clientMutationId, organisation, headSeq: head.leaf.seq, headHash: head.eventHash };
      return asType(PublishDirectoryEventsPayload, fields);
    });
  }

  /** Takes the stewards' first events at the first start, when no organisation is there yet; else does nothing. */
  async begin(tx: Transaction, genesis: Content): Promise<boolean> {
    await this.state.lock(tx);
    if (!(await this.organisations.isEmpty(tx))) return false;
    const publication = parsePublication(genesis, null);
    await this.#append(tx, publication, await this.#verify(tx, publication));
    return true;
  }

  /**
   * False for a request that was carried out before; without a session, for events that the chain holds already. Throws
   * Rejected when the key stands for another one.
   */
  async #isNew(
    tx: Transaction,
    { session }: Caller,
    input: PublishDirectoryEventsInput,
    publication: Publication,
  ): Promise<boolean> {
    if (session === null) return !(await this.directory.hasEvent(tx, publication.head.eventHash));
    const claim = await this.idempotency.claim(tx, {
      device: session.device,
      operation: 'publishDirectoryEvents',
      key: input.clientMutationId,
      requestSha256: requestHash(publication),
      resultIds: [publication.organisation],
    });
    if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
    return claim === 'new';
  }

  /** What policy asks of a publication; the signatures themselves are verified when it is taken. */
  async #resource(tx: Transaction, { session }: Caller, publication: Publication): Promise<Resource> {
    const { admission, standing, organisation, confirms } = publication;
    if (confirms) return { type: 'Invitation', attributes: { org: organisation, proved: false } };
    const asked = session !== null && (admission !== null || standing !== null);
    const conflicted = asked && (await this.gate.isConflicted(tx, session.member, organisation));
    const authorised = session !== null || isFounding(publication);
    return { type: 'DirectoryChange', attributes: { authorised, conflicted } };
  }

  /** Verifies and writes, holding other publications back. Throws Rejected or Refusal, and nothing is written then. */
  async #take(permit: Permit, tx: Transaction, publication: Publication, { session }: Caller): Promise<void> {
    await this.state.lock(tx);
    // without a session there is no key to wait for: of two at once the second sees here what the first did
    if (session === null && (await this.directory.hasEvent(tx, publication.head.eventHash))) return;
    const { admission, standing } = publication;
    const application =
      admission === null ? null : await this.gate.requireVetted(tx, admission.record, admission.event);
    if (standing !== null) await this.#requirePossible(permit, tx, standing);
    const after = await this.#verify(tx, publication);
    requireLapsed(after, publication.organisation, permit.hour);
    await this.#append(tx, publication, after);
    if (application !== null) await this.gate.admitted(tx, application);
    if (standing !== null) await this.suspensions.project(tx, standing);
  }

  async #requirePossible({ member, hour }: Permit, tx: Transaction, change: StandingChange): Promise<void> {
    const state = await this.state.committed(tx);
    if (state === null) throw new Error('the directory is empty');
    await this.suspensions.requirePossible(tx, state, change, { member: member.member, device: member.device, hour });
  }

  async #append(tx: Transaction, publication: Publication, state: DirectoryState): Promise<void> {
    // before any row is locked: a submission waits for the row of a unit, and would wait for us while we wait for it
    if (publication.events.some(({ record }) => takesAway(record))) await this.directory.changeGrounds(tx);
    for (const { bytes, record } of publication.events) {
      await this.directory.addEvent(tx, bytes, record);
      await this.outbox.append(tx, { kind: 'dir', entry: directoryEntry(record.leafBytes) });
      await this.organisations.project(tx, record);
      await this.people.project(tx, record);
      await this.#projectKeys(tx, record);
    }
    await this.directory.alignEpochs(tx, publication.organisation, state);
    for (const lockbox of publication.lockboxes) await this.directory.addLockbox(tx, publication.organisation, lockbox);
  }

  /** The directory after these events; the caller holds publications back. Throws Rejected. */
  async #verify(tx: Transaction, { organisation, events, lockboxes }: Publication): Promise<DirectoryState> {
    const committed = await this.state.committed(tx);
    const named = events.flatMap(({ record }) => record.body?.event ?? []);
    if (named.length !== events.length) throw new Rejected(invalid('E_BODY', 'an event has no body', 'records'));
    if (!lockboxesMatch(named, lockboxes)) {
      throw new Rejected(invalid('E_LOCKBOX', 'the lockboxes are not those the events name', 'lockboxes'));
    }
    try {
      const placed = events.map(({ bytes }) => placedRecord(bytes));
      const before = committed ?? genesisState(placed);
      const after = before.applyAll(placed);
      const records = events.map(({ record }) => record);
      this.people.requireAdministrator(before, after, organisation, records);
      return after;
    } catch (error) {
      throw rejection(error);
    }
  }

  async #projectKeys(tx: Transaction, record: EventRecord): Promise<void> {
    const { body } = record;
    if (body?.event.type === 'UNIT_EPOCH') await this.directory.addEpoch(tx, record, body.event, body.hour);
    if (body?.event.type === 'DEVICE_REVOKE') await this.directory.dropLockboxes(tx, body.event.device);
  }
}

/** Events by which somebody can do less than before. */
const TAKING_AWAY: readonly string[] = ['SUSPEND', 'MEMBER_UPDATE', 'MEMBER_REMOVE', 'DEVICE_REVOKE'];

function takesAway({ body }: EventRecord): boolean {
  return body !== null && TAKING_AWAY.includes(body.event.type);
}

/** An hour is the word of its signer: who says that an emergency over them is over is not believed before it is. */
function requireLapsed(state: DirectoryState, organisation: Id, hour: number): void {
  if ((state.chains.get(organisation)?.notBefore ?? 0) > hour) {
    throw new Rejected(invalid('E_CLOCK', 'the suspension of the signer has not lapsed yet', 'records'));
  }
}

type Content = Pick<PublishDirectoryEventsInput, 'records' | 'lockboxes'>;

function parsePublication({ records, lockboxes }: Content, by: Id | null): Publication {
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
      admission,
      standing: standingOf(all),
      confirms: admission === null && all.some((record) => isInvited(record, by)),
    };
  } catch (error) {
    throw rejection(error);
  }
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

function actionOf({ admission, standing, confirms }: Publication): Action {
  if (admission !== null) return 'application.admit';
  if (confirms) return 'invitation.confirm';
  if (standing === null) return 'directory.publish';
  return standing.event.type === 'SUSPEND' ? 'standing.suspend' : 'standing.lift';
}

/** The first events after an admission, signed by roots: nobody of the organisation can sign in before them. */
function isFounding({ events }: Publication): boolean {
  const byRoots = events.every(({ record }) => record.signatures.every(({ kind }) => kind === 'root'));
  return byRoots && events[0]?.record.leaf.seq === 1;
}

function parseLockbox({ unit, epoch, device, bytes }: LockboxInput): OfferedLockbox {
  const unitId = parseId(unit);
  const deviceId = parseId(device);
  if (unitId === null || deviceId === null) throw new Rejected(invalid('E_ID', 'not an id', 'lockboxes'));
  return { unit: unitId, epoch, device: deviceId, bytes };
}

function rejection(error: unknown): unknown {
  return error instanceof DirectoryError ? new Rejected(invalid(error.code, error.message, 'records')) : error;
}

/** The state before anything: it trusts the first event, which is the one this instance was set up with. */
function genesisState(placed: readonly PlacedRecord[]): DirectoryState {
  const first = placed[0]?.record;
  if (first === undefined) throw new Error('no genesis event');
  return DirectoryState.empty(first.eventHash);
}

function requestHash({ events, lockboxes }: Publication): Uint8Array {
  const boxes = lockboxes.map(({ unit, epoch, device, bytes }) => [idToBytes(unit), epoch, idToBytes(device), bytes]);
  return sha256(encode([events.map(({ bytes }) => bytes), boxes]));
}

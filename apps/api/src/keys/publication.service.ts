import { Injectable } from '@nestjs/common';
import {
  DirectoryState,
  directoryEntry,
  type DirectoryEvent,
  type EventRecord,
  type PlacedRecord,
} from '@sealbridge/directory';
import { operationDigest } from '@sealbridge/envelope';
import type { Resource } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import type { Permit } from '../access/permit.js';
import { Outbox } from '../audit/outbox.js';
import { OrganisationService } from '../organisations/organisation.service.js';
import { AdmissionGate } from '../organisations/vetting/admission-gate.service.js';
import { GuestAttempts } from '../organisations/vetting/guest-attempts.service.js';
import { SuspensionService, type StandingChange } from '../organisations/vetting/suspension.service.js';
import { PeopleService } from '../people/people.service.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure } from '../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { placedRecord } from './directory-replay.js';
import { DirectoryStateService } from './directory-state.service.js';
import { DirectoryRepository } from './directory.repository.js';
import { PublishDirectoryEventsPayload, type PublishDirectoryEventsInput } from './directory.types.js';
import { lockboxesMatch } from './lockbox-match.js';
import {
  actionOf,
  isFounding,
  parsePublication,
  rejection,
  requestHash,
  type Publication,
  type PublicationContent,
} from './publication-parse.js';
import { recoveryLockboxesMatch, sharesMatch } from './recovery/offered-recovery.js';
import { RecoveryPublicationService } from './recovery/recovery-publication.service.js';

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
    private readonly recoveries: RecoveryPublicationService,
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
      await this.guests.require(caller);
      const publication = await this.access.read(caller, 'directory.publish', () =>
        parsePublication(input, caller.session?.member ?? null),
      );
      const { organisation, head } = publication;
      let isNew = false;
      const outcome = await this.access.perform(caller, {
        action: actionOf(publication),
        reach: 'directory',
        operation: operationDigest('publishDirectoryEvents', input.records),
        signers: publication.events.map(({ record }) => record.signatures.map(({ signer }) => signer)),
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
  async begin(tx: Transaction, genesis: PublicationContent): Promise<boolean> {
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
    const { admission, standing, recovery, organisation, confirms } = publication;
    if (recovery !== null) {
      const attributes =
        session === null ? null : await this.recoveries.attributes(tx, session, organisation, recovery);
      return { type: 'Recovery', attributes: attributes ?? NOBODY };
    }
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
    await this.#requireRecoverable(permit, tx, publication);
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

  async #requireRecoverable(permit: Permit, tx: Transaction, publication: Publication): Promise<void> {
    const { organisation, events, recovery, offered } = publication;
    const state = await this.state.committed(tx);
    if (state === null) throw new Error('the directory is empty');
    const records = events.map(({ record }) => record);
    await this.recoveries.requirePossible(permit, tx, state, { organisation, records, change: recovery, offered });
  }

  async #append(tx: Transaction, publication: Publication, state: DirectoryState): Promise<void> {
    // before any row is locked: a submission waits for the row of a unit, and would wait for us while we wait for it
    if (publication.events.some(({ record }) => takesAway(record))) await this.directory.changeGrounds(tx);
    for (const { bytes, record } of publication.events) {
      await this.directory.addEvent(tx, bytes, record);
      await this.outbox.append(tx, { kind: 'dir', entry: directoryEntry(record.leafBytes) });
      await this.organisations.project(tx, record);
      await this.people.project(tx, record);
      await this.#projectAuthority(tx, record, state);
      await this.#projectKeys(tx, record);
      await this.recoveries.project(tx, record, state, publication.offered);
    }
    const { organisation, lockboxes, offered } = publication;
    await this.directory.alignEpochs(tx, organisation, state);
    await this.directory.addLockboxes(tx, organisation, lockboxes);
    await this.recoveries.finish(tx, organisation, state, offered);
  }

  /** The directory after these events; the caller holds publications back. Throws Rejected. */
  async #verify(tx: Transaction, publication: Publication): Promise<DirectoryState> {
    const { organisation, events } = publication;
    const committed = await this.state.committed(tx);
    const named = events.flatMap(({ record }) => record.body?.event ?? []);
    if (named.length !== events.length) throw new Rejected(invalid('E_BODY', 'an event has no body', 'records'));
    try {
      const placed = events.map(({ bytes }) => placedRecord(bytes));
      const before = committed ?? genesisState(placed);
      requireOffered(publication, named, before);
      const after = before.applyAll(placed);
      const records = events.map(({ record }) => record);
      this.people.requireAdministrator(before, after, organisation, records);
      return after;
    } catch (error) {
      throw rejection(error);
    }
  }

  /** Who may sign for the organisation from now on. */
  async #projectAuthority(tx: Transaction, { leaf, body }: EventRecord, after: DirectoryState): Promise<void> {
    const event = body?.event;
    if (event?.type === 'ADMIN_ADD' || event?.type === 'ADMIN_REMOVE') {
      await this.people.setRights(tx, event.member, after.members.get(event.member)?.rights ?? []);
    }
    if (event?.type === 'ROOT_ROTATE') await this.organisations.setRoots(tx, leaf.org, event.rootKeys);
  }

  async #projectKeys(tx: Transaction, record: EventRecord): Promise<void> {
    const { body } = record;
    if (body?.event.type === 'UNIT_EPOCH') await this.directory.addEpoch(tx, record, body.event, body.hour);
    if (body?.event.type === 'DEVICE_REVOKE') await this.directory.dropLockboxes(tx, body.event.device);
  }
}

/** Events by which somebody can do less than before. */
const TAKING_AWAY: readonly string[] = [
  'SUSPEND',
  'UNIT_PURPOSES',
  'MEMBER_UPDATE',
  'MEMBER_REMOVE',
  'DEVICE_REVOKE',
  'RECOVERY_COMPLETED',
  'ADMIN_REMOVE',
];

function takesAway({ body }: EventRecord): boolean {
  return body !== null && TAKING_AWAY.includes(body.event.type);
}

/** What a step of a recovery is decided by without a session: nothing speaks for it. */
const NOBODY = { org: '', guardian: false, authorised: false, state: '', ready: false };

/** Everything the events name by a hash comes with them, and nothing else. Throws Rejected. */
function requireOffered(
  { organisation, lockboxes, offered }: Publication,
  named: readonly DirectoryEvent[],
  before: DirectoryState,
): void {
  const deviceOf = (id: Id): Id | undefined =>
    before.recoveries(organisation).find((recovery) => recovery.id === id)?.device;
  if (!lockboxesMatch(named, lockboxes, deviceOf)) {
    throw new Rejected(invalid('E_LOCKBOX', 'the lockboxes are not those the events name', 'lockboxes'));
  }
  if (!recoveryLockboxesMatch(named, offered.lockboxes)) {
    const message = 'the recovery lockboxes are not those the events name';
    throw new Rejected(invalid('E_RECOVERY_LOCKBOX', message, 'recoveryLockboxes'));
  }
  if (!sharesMatch(named, offered.shares, before, organisation)) {
    throw new Rejected(invalid('E_RECOVERY_SHARES', 'the shares are not those the events name', 'recoveryShares'));
  }
}

/** An hour is the word of its signer: who says that an emergency over them is over is not believed before it is. */
function requireLapsed(state: DirectoryState, organisation: Id, hour: number): void {
  if ((state.chains.get(organisation)?.notBefore ?? 0) > hour) {
    throw new Rejected(invalid('E_CLOCK', 'the suspension of the signer has not lapsed yet', 'records'));
  }
}

/** The state before anything: it trusts the first event, which is the one this instance was set up with. */
function genesisState(placed: readonly PlacedRecord[]): DirectoryState {
  const first = placed[0]?.record;
  if (first === undefined) throw new Error('no genesis event');
  return DirectoryState.empty(first.eventHash);
}

import { Injectable } from '@nestjs/common';
import { encode } from '@sealbridge/cbor';
import {
  DirectoryError,
  DirectoryState,
  directoryEntry,
  type EventRecord,
  type PlacedRecord,
} from '@sealbridge/directory';
import { sha256 } from '@sealbridge/sodium';
import { idToBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { sessionOf } from '../access/session-of.js';
import { Outbox } from '../audit/outbox.js';
import { OrganisationService } from '../organisations/organisation.service.js';
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
    private readonly idempotency: IdempotencyRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * May be called by any signed-in member: the authority lies in the signatures of the records, so that a steward can bring
   * in what the roots of an organisation without devices signed.
   */
  publish(caller: Caller, input: PublishDirectoryEventsInput): Promise<PublishDirectoryEventsPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      const publication = await this.access.read(caller, 'directory.publish', () => parsePublication(input));
      const { organisation, head } = publication;
      let state: DirectoryState | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'directory.publish',
        reach: 'directory',
        detail: {
          object: { type: 'organisation', id: organisation, version: null, hash: head.eventHash },
          idempotencyKey: input.clientMutationId,
        },
        resource: async (tx) => {
          state = (await this.#isNew(tx, device, input, publication)) ? await this.#verify(tx, publication) : null;
          return { type: 'DirectoryChange', attributes: { authorised: true } };
        },
        work: (_permit, tx) => (state === null ? Promise.resolve() : this.#append(tx, publication, state)),
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
    const publication = parsePublication(genesis);
    await this.#append(tx, publication, await this.#verify(tx, publication));
    return true;
  }

  /** False for a request that was carried out before. Throws Rejected when the key stands for another one. */
  async #isNew(
    tx: Transaction,
    device: Id,
    input: PublishDirectoryEventsInput,
    publication: Publication,
  ): Promise<boolean> {
    const claim = await this.idempotency.claim(tx, {
      device,
      operation: 'publishDirectoryEvents',
      key: input.clientMutationId,
      requestSha256: requestHash(publication),
      resultIds: [publication.organisation],
    });
    if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
    return claim === 'new';
  }

  async #append(tx: Transaction, publication: Publication, state: DirectoryState): Promise<void> {
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

  /** The directory after these events; publications wait for each other from here on. Throws Rejected. */
  async #verify(tx: Transaction, { events, lockboxes }: Publication): Promise<DirectoryState> {
    await this.state.lock(tx);
    const committed = await this.state.committed(tx);
    const named = events.flatMap(({ record }) => record.body?.event ?? []);
    if (named.length !== events.length) throw new Rejected(invalid('E_BODY', 'an event has no body', 'records'));
    if (!lockboxesMatch(named, lockboxes)) {
      throw new Rejected(invalid('E_LOCKBOX', 'the lockboxes are not those the events name', 'lockboxes'));
    }
    try {
      const placed = events.map(({ bytes }) => placedRecord(bytes));
      return (committed ?? genesisState(placed)).applyAll(placed);
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

type Content = Pick<PublishDirectoryEventsInput, 'records' | 'lockboxes'>;

function parsePublication({ records, lockboxes }: Content): Publication {
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
    return { organisation, head, events, lockboxes: lockboxes.map(parseLockbox) };
  } catch (error) {
    throw rejection(error);
  }
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

import { PublishDirectoryEventsDocument } from '@sealbridge/api-client';
import {
  type ChainPosition,
  directoryEntry,
  DirectoryError,
  type DirectoryEvent,
  type DirectoryState,
  type EventContext,
  type EventRecord,
  type EventSigner,
  makeEvent,
  signedEvent,
  signEvent,
  type UnsignedEvent,
  writeEventRecord,
} from '@sealbridge/directory';
import type { DeviceKeys, SealedLockbox } from '@sealbridge/keyring';
import { toBase64 } from '@sealbridge/sodium';
import { leafHash } from '@sealbridge/transparency';
import type { Id } from '@sealbridge/vocabulary';

import { awaitEntry } from '../log-sync/await-entry.js';
import { ClientError } from '../client-error.js';
import { call, payload } from '../session/call.js';
import type { Person } from '../session/person.js';
import { withStepUp } from '../session/step-up.js';
import type { VerifiedDirectory } from './sync-directory.js';

const SECONDS_PER_HOUR = 3600;
const ENTRY_WITHIN_MS = 10_000;

interface LockboxInput {
  readonly unit: Id;
  readonly epoch: number;
  readonly device: Id;
  readonly bytes: string;
}

interface RecoveryLockboxInput {
  readonly unit: Id;
  readonly epoch: number;
  readonly bytes: string;
}

interface RecoveryShareInput {
  readonly device: Id;
  readonly bytes: string;
}

/** Everything that events name by a hash, in the form of the API: base64 for bytes. */
interface Attached {
  readonly lockboxes: LockboxInput[];
  readonly recoveryLockboxes: RecoveryLockboxInput[];
  readonly recoveryShares: RecoveryShareInput[];
  readonly recoveryContribution: {
    readonly bytes: string;
    readonly statement: string;
    readonly signature: string;
  } | null;
}

/** What a guardian who approves gives besides: the share, sealed to the guardian who started, and a signed statement over it. */
export interface Contribution {
  readonly bytes: Uint8Array;
  readonly statement: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * The next events of an organisation, signed by one's own device as a member or guardian, or by two of its roots. Each is applied to a copy of the verified directory when
 * it is added: what that refuses never leaves this device.
 */
export class EventDraft {
  readonly #signers: readonly EventSigner[];
  readonly #context: EventContext;
  readonly #records: EventRecord[] = [];
  readonly #lockboxes: LockboxInput[] = [];
  readonly #recoveryLockboxes: RecoveryLockboxInput[] = [];
  readonly #recoveryShares: RecoveryShareInput[] = [];
  #contribution: Contribution | null = null;
  #state: DirectoryState;

  constructor(
    { state, log }: Pick<VerifiedDirectory, 'state' | 'log'>,
    readonly org: Id,
    by: Pick<DeviceKeys, 'device' | 'sign'> | readonly EventSigner[],
  ) {
    this.#state = state;
    this.#signers = 'device' in by ? [{ kind: 'device', signer: by.device, privateKey: by.sign.privateKey }] : by;
    this.#context = { hour: Math.floor(log.now / SECONDS_PER_HOUR) };
  }

  /** The directory after the events added so far. */
  get state(): DirectoryState {
    return this.#state;
  }

  get records(): readonly EventRecord[] {
    return this.#records;
  }

  get lockboxes(): readonly LockboxInput[] {
    return this.#lockboxes;
  }

  /** Everything that the events name by a hash. */
  get attached(): Attached {
    const contribution = this.#contribution;
    return {
      lockboxes: [...this.#lockboxes],
      recoveryLockboxes: [...this.#recoveryLockboxes],
      recoveryShares: [...this.#recoveryShares],
      recoveryContribution:
        contribution === null
          ? null
          : {
              bytes: toBase64(contribution.bytes),
              statement: toBase64(contribution.statement),
              signature: toBase64(contribution.signature),
            },
    };
  }

  /** Adds an event. Throws a ClientError (`conflict`) when the directory does not take it. */
  add(event: DirectoryEvent): EventRecord {
    return this.addMade((position, context) => makeEvent(position, event, context));
  }

  /** As `add`, for events that need more than their fields. */
  addMade(make: (position: ChainPosition, context: EventContext) => UnsignedEvent): EventRecord {
    const event = make(this.#state.nextPosition(this.org), this.#context);
    try {
      const record = signedEvent(
        event,
        this.#signers.map((signer) => signEvent(event, signer)),
      );
      this.#state = this.#state.apply(record);
      this.#records.push(record);
      return record;
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      throw new ClientError(error.code, 'conflict', `nothing was changed: ${error.message}`);
    }
  }

  /** Adds a lockbox that one of the events names. */
  addLockbox(unit: Id, epoch: number, { device, bytes }: Pick<SealedLockbox, 'device' | 'bytes'>): void {
    this.#lockboxes.push({ unit, epoch, device, bytes: toBase64(bytes) });
  }

  /** Adds a recovery lockbox that one of the events names. */
  addRecoveryLockbox(unit: Id, epoch: number, bytes: Uint8Array): void {
    this.#recoveryLockboxes.push({ unit, epoch, bytes: toBase64(bytes) });
  }

  /** Adds the share of a guardian that one of the events names. */
  addRecoveryShare(device: Id, bytes: Uint8Array): void {
    this.#recoveryShares.push({ device, bytes: toBase64(bytes) });
  }

  /** Adds what goes with an approval. */
  contribute(contribution: Contribution): void {
    this.#contribution = contribution;
  }
}

/**
 * Publishes the events as one: all are taken or none. Gives the index of the last of them on the log, null when it was not seen
 * there within 10 seconds, which changes nothing of what was taken. Throws a ClientError: `refused`, `conflict` or `network`.
 */
export async function publishDraft(person: Person, draft: EventDraft, from: VerifiedDirectory): Promise<number | null> {
  const last = draft.records.at(-1);
  if (last === undefined) throw new Error('nothing to publish');
  const records = draft.records.map(writeEventRecord);
  await withStepUp(person, { mutation: 'publishDirectoryEvents', parts: records }, async () => {
    const clientMutationId = crypto.randomUUID();
    const input = { clientMutationId, records: records.map(toBase64), ...draft.attached };
    const answer = await call(() => person.client.request(PublishDirectoryEventsDocument, { input }));
    const result = answer.publishDirectoryEvents;
    if (result.__typename === 'Invalid' && ['E_SEQ', 'E_PREV'].includes(result.code)) throw overtaken();
    payload(result, 'PublishDirectoryEventsPayload');
  });
  return entryOf(person, last, from);
}

/**
 * Where an event that was published is on the log: from then on every client sees it. Null when it was not seen there within 10
 * seconds.
 */
export async function entryOf(
  person: Person,
  published: EventRecord,
  { log }: VerifiedDirectory,
): Promise<number | null> {
  const entry = leafHash(directoryEntry(published.leafBytes));
  return awaitEntry(person, entry, { from: log.checkpoint.size, withinMs: ENTRY_WITHIN_MS });
}

function overtaken(): ClientError {
  return new ClientError(
    'E_CONFLICT',
    'conflict',
    'your organisation has published other events meanwhile; nothing was changed',
    'run the command again',
  );
}

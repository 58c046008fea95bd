// A log and its bodies as whoever runs the server would have them: every signed event there is, and what it adds, drops or changes. It
// applies no rule; that is what clients are for.
import {
  type Body,
  type ChainPosition,
  type DirectoryEvent,
  directoryEntry,
  type EventRecord,
  type EventSignature,
  type EventSigner,
  makeEvent,
  rootSigner,
  signedEvent,
  signEvent,
  type UnitEpoch,
  type UnsignedEvent,
} from '@sealbridge/directory';
import type { DeviceKeys, NewUnitEpoch } from '@sealbridge/keyring';
import { makeSigningKeyPair, type SigningKeyPair, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { DirectoryFixture, FixtureOrg } from '../directory-fixture.js';

/** Whoever runs the server: keys of its own, and the directory with nobody's consent. */
export class ForgedLog {
  readonly entries: Uint8Array[];
  /** What is served of each event, in log order. Without its record an event has no body. */
  readonly records: EventRecord[];
  readonly hour: number;
  /** A signing key that nobody vouches for. */
  readonly key: SigningKeyPair = makeSigningKeyPair();

  constructor({ entries, records, hour }: Pick<DirectoryFixture, 'entries' | 'records' | 'hour'>) {
    this.entries = [...entries];
    this.records = records.map(({ record }) => record);
    this.hour = hour;
  }

  /** The next place of an organisation's chain. */
  next(org: Id): ChainPosition {
    const head = this.records.findLast(({ leaf }) => leaf.org === org);
    return head === undefined ? { org, seq: 0, prev: null } : { org, seq: head.leaf.seq + 1, prev: head.eventHash };
  }

  /** Puts an event on the log at the end of its chain; `hour` is what it says of its time. */
  add(org: Id, event: DirectoryEvent, signers: readonly EventSigner[], hour = this.hour): EventRecord {
    return this.addMade(makeEvent(this.next(org), event, { hour }), signers);
  }

  /** As `add`, for events that need more than their fields. */
  addMade(event: UnsignedEvent, signers: readonly EventSigner[]): EventRecord {
    return this.addSigned(
      event,
      signers.map((signer) => signEvent(event, signer)),
    );
  }

  /** As `addMade`, with signatures that were made elsewhere. */
  addSigned(event: UnsignedEvent, signatures: readonly EventSignature[]): EventRecord {
    return this.put(signedEvent(event, signatures));
  }

  /** Puts a record that somebody else signed on the log. */
  put(record: EventRecord): EventRecord {
    this.entries.push(directoryEntry(record.leafBytes));
    this.records.push(record);
    return record;
  }

  /** UNIT_EPOCH with this key and these lockboxes, whoever they are for. */
  epoch(unit: Id, epoch: number, { kem, lockboxes }: Pick<NewUnitEpoch, 'kem' | 'lockboxes'>): UnitEpoch {
    return {
      type: 'UNIT_EPOCH',
      unit,
      epoch,
      kemPublicKey: kem.publicKey,
      lockboxes: lockboxes.map(({ device, sha256 }) => ({ device, sha256 })),
      reason: 'scheduled',
      history: 'from_join',
      recoveryLockboxSha256: null,
    };
  }

  /** The bytes of a body, whatever leaf they belong to. */
  bodyBytes({ org, seq, hour, event }: Body): Uint8Array {
    return makeEvent({ org, seq, prev: seq === 0 ? null : new Uint8Array(32) }, event, { hour }).bodyBytes;
  }

  /** The names of two roots of an organisation over a key that is none of them. */
  asRoots({ roots }: FixtureOrg): EventSigner[] {
    return roots.slice(0, 2).map(({ sign }) => ({ ...rootSigner(sign), privateKey: this.key.privateKey }));
  }

  /** Serves an event without its body from now on. */
  withhold(record: EventRecord): void {
    this.replace(record, null);
  }

  /** Takes an event out of the log, entry and all. */
  remove(record: EventRecord): void {
    const entry = toHex(directoryEntry(record.leafBytes));
    this.entries.splice(
      this.entries.findIndex((one) => toHex(one) === entry),
      1,
    );
    this.withhold(record);
  }

  /** Serves another record in the place of one. */
  replace({ eventHash }: EventRecord, by: EventRecord | null): void {
    const at = this.records.findIndex((one) => toHex(one.eventHash) === toHex(eventHash));
    if (at < 0) throw new Error('the log has no such event');
    this.records.splice(at, 1, ...(by === null ? [] : [by]));
  }
}

/** A device that signs for its organisation, with or without the right to. */
export function deviceSigner({ device, sign }: DeviceKeys): EventSigner {
  return { kind: 'device', signer: device, privateKey: sign.privateKey };
}

/** What DEVICE_ADD says of a device, but for its proof. */
export function deviceFields({ member, device, sign, kem }: DeviceKeys) {
  return { member, device, signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey };
}

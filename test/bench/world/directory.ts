// A large directory, really signed: every organisation with the same twenty events. Keys follow from numbers, so that making it takes
// little more than the signatures.
import {
  directoryEntry,
  type DirectoryEvent,
  type EventRecord,
  eventHash,
  type EventSigner,
  makeDeviceAdd,
  makeEvent,
  rootSigner,
  signedEvent,
  signEvent,
  type UnsignedEvent,
} from '@sealbridge/directory';
import { deriveKemPublicKey, deriveSigningKeyPair, sha256, type SigningKeyPair, utf8 } from '@sealbridge/sodium';
import { type Id, idFromBytes, type OrgKind, type Role } from '@sealbridge/vocabulary';

const HOUR = 490_000;
const ID_BYTES = 16;
const PEOPLE = 5;

/** Events of each organisation, its admission included. */
export const EVENTS_OF_ORGANISATION = 20;

/** A directory on its log, one entry for each event. */
export interface LargeDirectory {
  readonly genesis: Uint8Array;
  readonly records: readonly EventRecord[];
  readonly entries: readonly Uint8Array[];
  /** Organisations in the order of their admission, the stewards first. */
  readonly orgs: readonly Id[];
}

/** The stewards, and so many organisations beside them. */
export function makeLargeDirectory(organisations: number): LargeDirectory {
  const records: EventRecord[] = [];
  const founders = new Chain('stewards', records);
  founders.admit('stewards', founders.roots());
  const stewards = (['ngo', 'public'] as const).map((seat, number): EventSigner => {
    const device = founders.person(number, ['steward'], seat, founders.roots());
    return { ...device, kind: 'steward_device' };
  });
  const chains = Array.from({ length: organisations }, (_, number) => new Chain(`org-${number}`, records));
  for (const chain of chains) fill(chain, stewards);
  return {
    genesis: eventHash(records[0]?.leafBytes ?? new Uint8Array()),
    records,
    entries: records.map(({ leafBytes }) => directoryEntry(leafBytes)),
    orgs: [founders, ...chains].map(({ org }) => org),
  };
}

/** Admission and unit by stewards and roots, everything else by an administrator. */
function fill(chain: Chain, stewards: readonly EventSigner[]): void {
  chain.admit('ngo', stewards);
  chain.unit(chain.roots());
  const admin = chain.person(0, ['org_admin'], null, chain.roots());
  for (let number = 1; number < PEOPLE; number += 1) chain.person(number, ['analyst'], null, [admin]);
  chain.epoch([admin]);
  while (chain.seq < EVENTS_OF_ORGANISATION - 1) chain.update(chain.seq % PEOPLE, [admin]);
  chain.revoke(PEOPLE - 1, [admin]);
}

class Chain {
  readonly org: Id;
  seq = 0;
  #prev: Uint8Array | null = null;
  readonly #roots: readonly SigningKeyPair[];

  constructor(
    private readonly handle: string,
    private readonly records: EventRecord[],
  ) {
    this.org = this.#id('org');
    this.#roots = [0, 1, 2].map((number) => deriveSigningKeyPair(this.#derive(`root ${number}`)));
  }

  roots(): EventSigner[] {
    return this.#roots.slice(0, 2).map(rootSigner);
  }

  admit(kind: OrgKind, by: readonly EventSigner[]): void {
    const rootKeys = this.#roots.map(({ publicKey }) => publicKey);
    this.#event({ type: 'ORG_ADMIT', handle: this.handle, kind, country: 'XA', rootKeys, name: this.handle }, by);
  }

  unit(by: readonly EventSigner[]): void {
    this.#event({ type: 'UNIT_ADD', unit: this.#id('unit'), handle: this.handle }, by);
  }

  /** A member with a device; gives the device as a signer. */
  person(
    number: number,
    roles: readonly Role[],
    seat: 'ngo' | 'public' | null,
    by: readonly EventSigner[],
  ): EventSigner {
    const [member, device] = [this.#id(`member ${number}`), this.#id(`device ${number}`)];
    const units = seat === null ? [this.#id('unit')] : [];
    const plain = { clearance: 'AMBER', trainingUntil: HOUR, jurisdictions: ['*'], country: 'XA' } as const;
    this.#event({ type: 'MEMBER_ADD', member, units, roles, ...plain, seat, privateHash: null }, by);
    const sign = deriveSigningKeyPair(this.#derive(`sign ${number}`));
    const kemPublicKey = deriveKemPublicKey(this.#derive(`kem ${number}`));
    const fields = { device, member, signPublicKey: sign.publicKey, kemPublicKey };
    this.#take(makeDeviceAdd(this.#position(), fields, sign.privateKey, { hour: HOUR }), by);
    return { kind: 'device', signer: device, privateKey: sign.privateKey };
  }

  epoch(by: readonly EventSigner[]): void {
    const lockboxes = Array.from({ length: PEOPLE }, (_, number) => {
      const label = `device ${number}`;
      return { device: this.#id(label), sha256: this.#derive(label) };
    });
    const kemPublicKey = deriveKemPublicKey(this.#derive('epoch'));
    const fields = { unit: this.#id('unit'), epoch: 1, kemPublicKey, lockboxes, recoveryLockboxSha256: null } as const;
    this.#event({ type: 'UNIT_EPOCH', ...fields, reason: 'first', history: 'from_join' }, by);
  }

  update(number: number, by: readonly EventSigner[]): void {
    const member = this.#id(`member ${number}`);
    const fields = { clearance: 'GREEN', trainingUntil: HOUR + this.seq, jurisdictions: ['XA'] } as const;
    this.#event({ type: 'MEMBER_UPDATE', member, ...fields }, by);
  }

  revoke(number: number, by: readonly EventSigner[]): void {
    this.#event({ type: 'DEVICE_REVOKE', device: this.#id(`device ${number}`), reason: 'replaced' }, by);
  }

  #event(event: DirectoryEvent, by: readonly EventSigner[]): void {
    this.#take(makeEvent(this.#position(), event, { hour: HOUR }), by);
  }

  #take(unsigned: UnsignedEvent, by: readonly EventSigner[]): void {
    const record = signedEvent(
      unsigned,
      by.map((signer) => signEvent(unsigned, signer)),
    );
    this.records.push(record);
    this.#prev = record.eventHash;
    this.seq += 1;
  }

  #position(): { org: Id; seq: number; prev: Uint8Array | null } {
    return { org: this.org, seq: this.seq, prev: this.#prev };
  }

  #derive(label: string): Uint8Array {
    return sha256(utf8(`${this.handle}/${label}`));
  }

  #id(label: string): Id {
    return idFromBytes(this.#derive(label).slice(0, ID_BYTES));
  }
}

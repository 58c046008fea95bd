import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import type { StoredPasskey } from './assertion.js';
import type { Transport } from './passkey-rules.js';
import type { NewPasskey } from './registration.js';

/** A stored passkey with the device it belongs to. */
export interface DevicePasskey extends StoredPasskey {
  readonly device: Id;
}

/** A passkey as its owner sees it. */
export interface OwnPasskey {
  readonly credentialId: Uint8Array;
  readonly transports: readonly Transport[];
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly madeAt: Date;
  /** ISO date, UTC; null when it was never used. */
  readonly lastUsedOn: string | null;
}

/** Whose passkey is being stored: the device, and the key that signed for it. */
export interface PasskeyOwner {
  readonly device: Id;
  readonly signPk: Uint8Array;
}

/** A device of the directory. */
export interface KnownDevice {
  readonly device: Id;
  readonly signPk: Uint8Array;
  readonly state: 'active' | 'revoked';
  readonly member: Id;
  readonly organisation: Id;
}

/** A passkey about to be stored, with what the device signed about it. */
export interface PasskeyRecord extends NewPasskey {
  readonly owner: PasskeyOwner;
  readonly userHandle: Uint8Array;
  readonly transports: readonly Transport[];
  readonly statement: Uint8Array;
  readonly signature: Uint8Array;
}

/** Names a passkey's device only while the device holds the key that signed for the passkey, and is active. */
const OF_ACTIVE_DEVICE = "join device d on d.id = p.device_id and d.sign_pk = p.sign_pk and d.state = 'active'";

const COLUMNS = `p.device_id as device, p.credential_id as "credentialId", p.public_key as "publicKey",
  p.counter::float8 as counter, p.backup_eligible as "backupEligible", p.user_handle as "userHandle"`;

const LOCK = {
  name: 'passkey-lock',
  text: `select ${COLUMNS} from passkey p ${OF_ACTIVE_DEVICE} where p.credential_id = $1 for update of p`,
};

const DEVICE_OF = {
  name: 'passkey-device',
  text: `select p.device_id as device from passkey p ${OF_ACTIVE_DEVICE} where p.credential_id = $1`,
};

const NOTE_USE = {
  name: 'passkey-note-use',
  text: `update passkey set counter = $2, backed_up = $3, last_used_on = (now() at time zone 'utc')::date where credential_id = $1`,
};

const OF_DEVICE = {
  name: 'passkey-of-device',
  text: `select p.credential_id as "credentialId", p.transports, p.backup_eligible as "backupEligible", p.backed_up as "backedUp",
      p.made_at as "madeAt", p.last_used_on::text as "lastUsedOn"
    from passkey p ${OF_ACTIVE_DEVICE} where p.device_id = $1 order by p.row`,
};

/** Registrations and removals of one device go one after the other. */
const HOLD = { name: 'passkey-hold', text: `select pg_advisory_xact_lock(hashtextextended('passkey' || $1, 0))` };

const COUNT = {
  name: 'passkey-count',
  text: 'select count(*)::int as count from passkey where device_id = $1 and sign_pk = $2',
};

const ADD = {
  name: 'passkey-add',
  text: `insert into passkey (credential_id, device_id, sign_pk, user_handle, public_key, counter, backup_eligible, backed_up,
      transports, statement, signature)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning row`,
};

const REMOVE = {
  name: 'passkey-remove',
  text: `delete from passkey p using device d where p.credential_id = $1 and p.device_id = $2 and d.id = p.device_id
    and d.sign_pk = p.sign_pk returning p.row`,
};

const KNOWN = {
  name: 'passkey-known-device',
  text: `select d.id as device, d.sign_pk as "signPk", d.state, d.member_id as member, d.org_id as organisation from device d
    where d.id = $1`,
};

const WAITING = {
  name: 'passkey-waiting-device',
  text: `select i.joining from invitation i where i.device_id = $1 and i.joined_at is not null and i.confirmed_at is null
    and i.revoked_at is null`,
};

const OTHER_WAYS = {
  name: 'passkey-other-ways',
  text: `select count(*)::int as count from vault v, unnest(v.ways) way where v.device_id = $1 and way <> 'passkey'`,
};

/** Passkeys that can never sign anybody in again: of devices that ended, and of ones that were not confirmed in all this time. */
const FORGET = {
  name: 'passkey-forget',
  text: `delete from passkey where credential_id in (
    select p.credential_id from passkey p left join device d on d.id = p.device_id and d.sign_pk = p.sign_pk
    where d.state <> 'active' or (d.id is null and p.made_at < now() - make_interval(days => $1)) limit $2)`,
};

/** Passkeys and whose they are. */
@Injectable()
export class PasskeyRepository {
  /** The passkey of an active device, nobody else looking at it until the transaction ends; null when there is none. */
  async lock(tx: Transaction, credentialId: Uint8Array): Promise<DevicePasskey | null> {
    const [row] = await tx.query<DevicePasskey>(LOCK, [credentialId]);
    return row ?? null;
  }

  /** The active device of a passkey; null when there is none. */
  async deviceOf(tx: Transaction, credentialId: Uint8Array): Promise<Id | null> {
    const [row] = await tx.query<{ device: Id }>(DEVICE_OF, [credentialId]);
    return row?.device ?? null;
  }

  /** Notes what its authenticator said of itself, and that it was used today. */
  async noteUse(tx: Transaction, credentialId: Uint8Array, counter: number, backedUp: boolean): Promise<void> {
    await tx.query(NOTE_USE, [credentialId, counter, backedUp]);
  }

  /** The passkeys of an active device, oldest first. */
  ofDevice(tx: Transaction, device: Id): Promise<OwnPasskey[]> {
    return tx.query<OwnPasskey>(OF_DEVICE, [device]);
  }

  /** Until the transaction ends nobody else adds to or takes from the passkeys of this device; gives how many it has. */
  async hold(tx: Transaction, { device, signPk }: PasskeyOwner): Promise<number> {
    await tx.query(HOLD, [device]);
    const [row] = await tx.query<{ count: number }>(COUNT, [device, signPk]);
    return row?.count ?? 0;
  }

  /** Stores a passkey. False when there is one with this id. */
  async add(tx: Transaction, passkey: PasskeyRecord): Promise<boolean> {
    const { owner, credentialId, publicKey, counter, userHandle, transports, backupEligible, backedUp } = passkey;
    const about = [credentialId, owner.device, owner.signPk, userHandle, publicKey, counter, backupEligible, backedUp];
    return (await tx.query(ADD, [...about, transports, passkey.statement, passkey.signature])).length === 1;
  }

  /** Removes a passkey of this device. False when it has none with this id. */
  async remove(tx: Transaction, credentialId: Uint8Array, device: Id): Promise<boolean> {
    return (await tx.query(REMOVE, [credentialId, device])).length === 1;
  }

  /** In how many ways besides passkeys the keys of a device can be unlocked, by the statement it signed. */
  async otherWays(tx: Transaction, device: Id): Promise<number> {
    const [row] = await tx.query<{ count: number }>(OTHER_WAYS, [device]);
    return row?.count ?? 0;
  }

  /** A device of the directory by its id, whatever its state; null when the directory has none. */
  async known(tx: Transaction, device: Id): Promise<KnownDevice | null> {
    const [row] = await tx.query<KnownDevice>(KNOWN, [device]);
    return row ?? null;
  }

  /** What those left who joined by invitation with this device id and wait to be confirmed. */
  async waiting(tx: Transaction, device: Id): Promise<Uint8Array[]> {
    return (await tx.query<{ joining: Uint8Array }>(WAITING, [device])).map(({ joining }) => joining);
  }

  /** Deletes passkeys of devices that ended, and of devices unconfirmed for so many days; at most `limit`. */
  async forget(tx: Transaction, days: number, limit: number): Promise<void> {
    await tx.query(FORGET, [days, limit]);
  }
}

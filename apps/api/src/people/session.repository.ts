import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transport } from '../access/caller.js';
import type { Transaction } from '../platform/database/transaction.js';

import { ABSOLUTE_HOURS, ENDED_HOURS, IDLE_MINUTES } from './session-rules.js';
import { SessionEntity } from './session.entity.js';

/** Whose key a device holds, and how all of it stands now. */
export interface Signer {
  readonly device: Id;
  readonly member: Id;
  readonly organisation: Id;
  readonly signPk: Uint8Array;
  readonly deviceState: string;
  /** Standing of the member, `inactive` when unseen for too long. */
  readonly memberState: string;
  /** Standing of the organisation. */
  readonly orgState: string;
}

/** How somebody signed in: by the key of the device, or by a passkey of it. */
export type SessionMethod = 'device_key' | 'passkey';

/** A session about to begin. */
export interface NewSession {
  readonly id: Id;
  readonly tokenHash: Uint8Array;
  readonly signer: Signer;
  readonly method: SessionMethod;
  readonly transport: Transport;
  readonly now: Date;
}

/** A session under its new token. */
export interface Rotated {
  readonly id: Id;
  readonly startedAt: Date;
}

const USE_CHALLENGE = {
  name: 'challenge-use',
  text: `insert into used_challenge (nonce, expires_at) values ($1, to_timestamp($2)) on conflict do nothing returning nonce`,
};

const SIGNER = {
  name: 'session-signer',
  text: `select d.id as device, d.member_id as member, d.org_id as organisation, d.sign_pk as "signPk",
      d.state as "deviceState", standing(o.state, o.suspended_until, o.attested_until) as "orgState",
      member_standing(m.state, m.suspended_until, m.attested_until, m.active_at) as "memberState"
    from device d join member m on m.id = d.member_id join organisation o on o.id = d.org_id
    where d.id = $1 and d.state = 'active'`,
};

const END_ALL = {
  name: 'session-end-all',
  text: 'update session set ended_at = now() where member_id = $1 and ended_at is null returning id',
};

const END_BY_PASSKEY = {
  name: 'session-end-by-passkey',
  text: `update session set ended_at = now() where device_id = $1 and method = 'passkey' and id <> $2 and ended_at is null`,
};

/** Two at once wait for each other at the row, and the second finds the token gone. */
const ROTATE = {
  name: 'session-rotate',
  text: `update session set token_hash = $2, verified_at = now(), verified_for = null
    where token_hash = $1 and ended_at is null
    returning id, started_at as "startedAt"`,
};

const PURGE_CHALLENGES = {
  name: 'challenge-purge',
  text: `delete from used_challenge where nonce in (select nonce from used_challenge where expires_at < now() limit $1)`,
};

/** Policy refuses a revoked device and whoever is suspended or gone at once; this only tidies up after it. */
const END_STALE = {
  name: 'session-end-stale',
  text: `update session set ended_at = now() where id in (
    select s.id from session s join device d on d.id = s.device_id
      join member m on m.id = s.member_id join organisation o on o.id = s.org_id
    where s.ended_at is null and (s.seen_at < now() - make_interval(mins => $1)
      or s.started_at < now() - make_interval(hours => $2) or d.state <> 'active'
      or m.state = 'removed' or m.suspended_until > now() or o.state = 'ended' or o.suspended_until > now()) limit $3)`,
};

/** The log names who had a session when; the row itself is needed no more. */
const FORGET = {
  name: 'session-forget',
  text: `delete from session where id in (
    select id from session where ended_at < now() - make_interval(hours => $1) limit $2)`,
};

/** Challenges and sessions. */
@Injectable()
export class SessionRepository {
  /** Uses a challenge up, remembered until it ends (UNIX seconds). False when it was used before. */
  async useChallenge(tx: Transaction, nonce: Uint8Array, expiresAt: number): Promise<boolean> {
    return (await tx.query(USE_CHALLENGE, [nonce, expiresAt])).length === 1;
  }

  /** The device with its public key and how member and organisation stand, or null when there is no such device any more. */
  async signer(tx: Transaction, device: Id): Promise<Signer | null> {
    const [row] = await tx.query<Signer>(SIGNER, [device]);
    return row ?? null;
  }

  /** Begins a session. */
  async start(tx: Transaction, { id, tokenHash, signer, method, transport, now }: NewSession): Promise<void> {
    await tx.manager.insert(SessionEntity, {
      id,
      tokenHash: Buffer.from(tokenHash),
      orgId: signer.organisation,
      memberId: signer.member,
      deviceId: signer.device,
      method,
      transport,
      // a passkey is used by somebody whom it has verified
      verifiedAt: method === 'passkey' ? now : null,
      startedAt: now,
      seenAt: now,
      endedAt: null,
    });
  }

  /** Ends the session of a token, if there is one. */
  async end(tx: Transaction, tokenHash: Uint8Array): Promise<void> {
    await tx.manager.update(SessionEntity, { tokenHash: Buffer.from(tokenHash) }, { endedAt: new Date() });
  }

  /** Ends all sessions of a member; gives how many there were. */
  async endAllOf(tx: Transaction, member: Id): Promise<number> {
    return (await tx.query(END_ALL, [member])).length;
  }

  /** Ends the sessions of a device that began by a passkey, but for this one. */
  async endByPasskey(tx: Transaction, device: Id, except: Id): Promise<void> {
    await tx.query(END_BY_PASSKEY, [device, except]);
  }

  /**
   * Gives the session of one token another, which was verified now. The first token is dead with that. Gives when the session began;
   * null when the token was given up meanwhile.
   */
  async rotate(tx: Transaction, from: Uint8Array, to: Uint8Array): Promise<Rotated | null> {
    const [row] = await tx.query<Rotated>(ROTATE, [from, to]);
    return row ?? null;
  }

  /**
   * Forgets used challenges that are over; ends sessions that ran out, whose device was revoked, and of members who are suspended
   * or gone; deletes those that ended a day ago. At most `limit` of each.
   */
  async purge(tx: Transaction, limit: number): Promise<void> {
    await tx.query(PURGE_CHALLENGES, [limit]);
    await tx.query(END_STALE, [IDLE_MINUTES, ABSOLUTE_HOURS, limit]);
    await tx.query(FORGET, [ENDED_HOURS, limit]);
  }
}

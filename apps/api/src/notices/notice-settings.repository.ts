import { Injectable } from '@nestjs/common';
import type { Id, NoticeKind } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

/** What a member has set. */
export interface SettingsRow {
  readonly muted: readonly string[];
  readonly hasAddress: boolean;
  readonly confirmed: boolean;
}

/** A code that was sent, and how often it was tried. */
export interface SentCode {
  readonly mac: Uint8Array;
  readonly tries: number;
}

const FIND = {
  name: 'notice-settings-find',
  text: `select muted, address is not null as "hasAddress", confirmed_at is not null as confirmed
    from notice_settings where member_id = $1`,
};

const MUTE = {
  name: 'notice-settings-mute',
  text: `insert into notice_settings (member_id, muted) values ($1, $2)
    on conflict (member_id) do update set muted = excluded.muted`,
};

const COUNT_ADDRESS = {
  name: 'notice-settings-count',
  text: `insert into notice_settings as s (member_id, asked_on, asked) values ($1, (now() at time zone 'utc')::date, 1)
    on conflict (member_id) do update set asked_on = excluded.asked_on,
      asked = case when s.asked_on = excluded.asked_on then s.asked + 1 else 1 end
    returning asked`,
};

const SET_ADDRESS = {
  name: 'notice-settings-address',
  text: `update notice_settings set address = $2, confirmed_at = null, code_mac = null, code_sent_at = null, code_tries = 0
    where member_id = $1`,
};

const TRY_CODE = {
  name: 'notice-settings-try',
  text: `update notice_settings set code_tries = code_tries + 1
    where member_id = $1 and confirmed_at is null and code_sent_at > now() - make_interval(hours => $2) and code_mac is not null
    returning code_mac as mac, code_tries as tries`,
};

const CONFIRM = {
  name: 'notice-settings-confirm',
  text: `update notice_settings set confirmed_at = now(), code_mac = null where member_id = $1`,
};

const CLAIM_CODE = {
  name: 'notice-code-claim',
  text: `select member_id as member, address from notice_settings
    where address is not null and confirmed_at is null and code_sent_at is null limit 1 for update skip locked`,
};

const CODE_SENT = {
  name: 'notice-code-sent',
  text: 'update notice_settings set code_mac = $2, code_sent_at = now() where member_id = $1',
};

/** What members have set about notices. */
@Injectable()
export class NoticeSettingsRepository {
  /** The settings of a member; those of somebody who never set any are the first ones. */
  async find(tx: Transaction, member: Id): Promise<SettingsRow> {
    const [row] = await tx.query<SettingsRow>(FIND, [member]);
    return row ?? { muted: [], hasAddress: false, confirmed: false };
  }

  /** Sets the kinds for which no mail is sent. */
  async mute(tx: Transaction, member: Id, muted: readonly NoticeKind[]): Promise<void> {
    await tx.query(MUTE, [member, muted]);
  }

  /** Counts an address of today; gives how many it were with this one. */
  async countAddress(tx: Transaction, member: Id): Promise<number> {
    const [row] = await tx.query<{ asked: number }>(COUNT_ADDRESS, [member]);
    return row?.asked ?? 0;
  }

  /** Sets the sealed address, not confirmed yet, or none. */
  async setAddress(tx: Transaction, member: Id, sealed: Uint8Array | null): Promise<void> {
    await tx.query(SET_ADDRESS, [member, sealed]);
  }

  /** Counts an attempt with the code of the last so many hours; null when there is none to try. */
  async tryCode(tx: Transaction, member: Id, hours: number): Promise<SentCode | null> {
    const [row] = await tx.query<SentCode>(TRY_CODE, [member, hours]);
    return row ?? null;
  }

  /** From now on mails go to the address. */
  async confirm(tx: Transaction, member: Id): Promise<void> {
    await tx.query(CONFIRM, [member]);
  }

  /** An address that waits for its code, held until the transaction ends; null when there is none. */
  async claimCode(tx: Transaction): Promise<{ readonly member: Id; readonly address: Uint8Array } | null> {
    const [row] = await tx.query<{ member: Id; address: Uint8Array }>(CLAIM_CODE);
    return row ?? null;
  }

  /** Notes what is about to be sent: from now on it counts as sent, whatever becomes of the mail. */
  async noteCode(tx: Transaction, member: Id, mac: Uint8Array): Promise<void> {
    await tx.query(CODE_SENT, [member, mac]);
  }
}

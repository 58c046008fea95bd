import { Inject, Injectable } from '@nestjs/common';
import { NOTICE_KINDS, type Id, type NoticeKind } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { sessionOf } from '../access/session-of.js';
import { isMailAddress } from '../platform/configuration/mail-address.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, invalid, rateLimited, refused, type Failure } from '../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { type Mailer, MAILER } from './mail/mailer.js';
import { SealedAddress } from './mail/sealed-address.js';
import { ADDRESSES_PER_DAY, CODE_ATTEMPTS, CODE_DIGITS, CODE_HOURS } from './notice-rules.js';
import { NoticeSettingsRepository, type SettingsRow } from './notice-settings.repository.js';
import {
  NoticeSettingsPayload,
  type ConfirmNoticeAddressInput,
  type NoticeSettings,
  type SetNoticeAddressInput,
  type SetNoticeSettingsInput,
} from './notice.types.js';

const DAY_SECONDS = 86_400;

type Answer = Promise<NoticeSettingsPayload | Failure>;

/** How notices reach a member: their own to say, and nobody else's. */
@Injectable()
export class NoticeSettingsService {
  constructor(
    private readonly access: Access,
    private readonly settings: NoticeSettingsRepository,
    private readonly idempotency: IdempotencyRepository,
    private readonly addresses: SealedAddress,
    @Inject(MAILER) private readonly mailer: Mailer | null,
  ) {}

  /** May be called by any signed-in member, about themselves; null when refused. */
  async read(caller: Caller): Promise<NoticeSettings | null> {
    const { member } = sessionOf(caller);
    const outcome = await this.access.perform(caller, {
      action: 'notice.settings',
      resource: () => Promise.resolve({ type: 'Notice', attributes: { member } }),
      work: (_permit, tx) => this.settings.find(tx, member),
    });
    return outcome.ok ? this.#type(outcome.value) : null;
  }

  /** May be called by any signed-in member: for which kinds they want no mail. */
  mute(caller: Caller, { clientMutationId, muted }: SetNoticeSettingsInput): Answer {
    return this.#change(caller, clientMutationId, async (tx, member) => {
      if (!muted.every(isKind)) throw new Rejected(invalid('E_NOTICE_KIND', 'not a kind of notice', 'muted'));
      await this.settings.mute(tx, member, [...new Set(muted)]);
    });
  }

  /** May be called by any signed-in member: where their mails go. The address counts once its code has come back. */
  setAddress(caller: Caller, input: SetNoticeAddressInput): Answer {
    const address = input.address ?? null;
    return this.#change(caller, input.clientMutationId, async (tx, member) => {
      if (address !== null && this.mailer === null) {
        throw new Rejected(invalid('E_NO_MAIL', 'this server sends no mail', 'address'));
      }
      if (address !== null && !isMailAddress(address)) {
        throw new Rejected(invalid('E_ADDRESS', 'not a plain mail address', 'address'));
      }
      if (!(await this.#isNew(tx, caller, input))) return;
      if ((await this.settings.countAddress(tx, member)) > ADDRESSES_PER_DAY && address !== null) {
        throw new Rejected(rateLimited(DAY_SECONDS));
      }
      await this.settings.setAddress(tx, member, address === null ? null : this.addresses.seal(member, address));
    });
  }

  /** May be called by any signed-in member who was sent a code. A wrong code is counted, so it must not be rolled back. */
  async confirm(caller: Caller, { clientMutationId, code }: ConfirmNoticeAddressInput): Answer {
    const digits = code.replaceAll(/[ -]/gu, '');
    const trial = { accepted: false };
    const answer = await this.#change(caller, clientMutationId, async (tx, member) => {
      const sent = await this.settings.tryCode(tx, member, CODE_HOURS);
      trial.accepted =
        sent !== null &&
        sent.tries <= CODE_ATTEMPTS &&
        digits.length === CODE_DIGITS &&
        this.addresses.isCode(member, digits, sent.mac);
      if (trial.accepted) await this.settings.confirm(tx, member);
    });
    if (!(answer instanceof NoticeSettingsPayload) || trial.accepted) return answer;
    return invalid('E_CODE', 'not the code, or it is over', 'code');
  }

  #change(
    caller: Caller,
    clientMutationId: string,
    change: (tx: Transaction, member: Id) => Promise<void>,
  ): Promise<NoticeSettingsPayload | Failure> {
    const { member } = sessionOf(caller);
    return orRejected(async () => {
      const outcome = await this.access.perform(caller, {
        action: 'notice.settings',
        detail: { idempotencyKey: clientMutationId },
        resource: () => Promise.resolve({ type: 'Notice', attributes: { member } }),
        work: async (_permit, tx) => {
          await change(tx, member);
          return this.settings.find(tx, member);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(NoticeSettingsPayload, { clientMutationId, settings: this.#type(outcome.value) });
    });
  }

  /** False for a request that was carried out before. Throws Rejected when the key stands for another one. */
  async #isNew(tx: Transaction, caller: Caller, input: SetNoticeAddressInput): Promise<boolean> {
    const { device, member } = sessionOf(caller);
    const claim = await this.idempotency.claim(tx, {
      device,
      operation: 'setNoticeAddress',
      key: input.clientMutationId,
      // not a plain hash, which a thief of the table could try addresses against
      requestSha256: this.addresses.mark(member, input.address ?? null),
      resultIds: [],
    });
    if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
    return claim === 'new';
  }

  #type({ muted, hasAddress, confirmed }: SettingsRow): NoticeSettings {
    const address = confirmed ? 'confirmed' : hasAddress ? 'unconfirmed' : 'none';
    return { mails: this.mailer !== null, address, muted: [...muted] };
  }
}

function isKind(text: string): text is NoticeKind {
  return (NOTICE_KINDS as readonly string[]).includes(text);
}

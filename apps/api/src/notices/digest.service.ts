import { randomInt } from 'node:crypto';

import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CryptoError } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Database } from '../platform/database/database.js';
import { Log } from '../platform/logging/logger.js';

import { type ClaimedDigest, DigestRepository } from './digest.repository.js';
import { type DeliveryReport, type Mail, type Mailer, MAILER } from './mail/mailer.js';
import { codeMail, digestMail, type Letterhead } from './mail/notice-mail.js';
import { SealedAddress } from './mail/sealed-address.js';
import { CODE_DIGITS, RETRY_MINUTES } from './notice-rules.js';
import { NoticeSettingsRepository } from './notice-settings.repository.js';

/** Members for whom a mail is planned in one transaction. */
const PLAN_BATCH = 500;
/** Mails of one run; the next run goes on. */
const SEND_BATCH = 100;
const CODE_LIMIT = 10 ** CODE_DIGITS;

/** What mails have in common, and the window within which each leaves at a random time, in milliseconds. */
export class DigestSettings {
  constructor(
    readonly head: Letterhead,
    readonly jitterMs: number,
  ) {}
}

/**
 * Sends each member at most one mail a day (UTC). The claim is committed before the mail leaves and the outcome after it, so a
 * process that dies between them costs that day's mail and never sends a second one; the notices then come with the next.
 */
@Injectable()
export class DigestService implements BeforeApplicationShutdown {
  #stopping = false;

  constructor(
    private readonly database: Database,
    private readonly digests: DigestRepository,
    private readonly settings: NoticeSettingsRepository,
    private readonly addresses: SealedAddress,
    private readonly how: DigestSettings,
    @Inject(MAILER) private readonly mailer: Mailer | null,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** Plans the mail of whoever has something to read, for a random time of the window: it must not time the act. */
  async plan(): Promise<void> {
    if (this.mailer === null) return;
    await this.database.system(async (tx) => {
      await this.digests.giveUp(tx);
      const members = await this.digests.candidates(tx, PLAN_BATCH);
      if (members.length === 0) return;
      const delays = members.map(() => (this.how.jitterMs === 0 ? 0 : randomInt(this.how.jitterMs)));
      await this.digests.plan(tx, members, delays);
    });
  }

  /** Sends what is due: codes that were asked for, then mails of the day. */
  async send(): Promise<void> {
    const { mailer } = this;
    if (mailer === null) return;
    for (let sent = 0; sent < SEND_BATCH && !this.#stopping && (await this.#sendCode(mailer)); sent += 1);
    for (let sent = 0; sent < SEND_BATCH && !this.#stopping && (await this.#sendDigest(mailer)); sent += 1);
  }

  /** What is under way is handed over; nothing more is claimed. */
  beforeApplicationShutdown(): void {
    this.#stopping = true;
  }

  /** False when no code was asked for. */
  async #sendCode(mailer: Mailer): Promise<boolean> {
    const code = String(randomInt(CODE_LIMIT)).padStart(CODE_DIGITS, '0');
    const asked = await this.database.system(async (tx) => {
      const found = await this.settings.claimCode(tx);
      if (found !== null) await this.settings.noteCode(tx, found.member, this.addresses.codeMac(found.member, code));
      return found;
    });
    if (asked === null) return false;
    const half = CODE_DIGITS / 2;
    const spoken = `${code.slice(0, half)} ${code.slice(half)}`;
    await this.#deliver(mailer, asked.member, asked.address, (to) => codeMail(this.how.head, to, spoken));
    return true;
  }

  /** False when no mail is due. */
  async #sendDigest(mailer: Mailer): Promise<boolean> {
    const claimed = await this.database.system(async (tx) => {
      const digest = await this.digests.claim(tx);
      if (digest?.address === null) await this.digests.drop(tx, digest);
      return digest;
    });
    if (claimed === null) return false;
    if (claimed.address === null) return true;
    const { member, address } = claimed;
    await this.#settle(claimed, await this.#deliver(mailer, member, address, (to) => digestMail(this.how.head, to)));
    return true;
  }

  /** What may have been taken counts as sent to the day and not to the notices: they come again, on another day. */
  async #settle(claimed: ClaimedDigest, { delivery }: DeliveryReport): Promise<void> {
    const minutes = delivery === 'later' ? (RETRY_MINUTES[claimed.attempts - 1] ?? null) : null;
    await this.database.system((tx) =>
      delivery === 'sent' ? this.digests.sent(tx, claimed) : this.digests.retry(tx, claimed, minutes),
    );
  }

  /** An address that does not open was sealed under another key: its member has to set it again, and nobody else waits for that. */
  async #deliver(mailer: Mailer, member: Id, sealed: Uint8Array, make: (to: string) => Mail): Promise<DeliveryReport> {
    const to = this.#addressOf(member, sealed);
    const report: DeliveryReport =
      to === null ? { delivery: 'refused', code: 'E_OPEN' } : await mailer.deliver(make(to));
    this.#note(report);
    return report;
  }

  #addressOf(member: Id, sealed: Uint8Array): string | null {
    try {
      return this.addresses.open(member, sealed);
    } catch (error) {
      if (error instanceof CryptoError) return null;
      throw error;
    }
  }

  #note({ delivery, code }: DeliveryReport): void {
    if (delivery === 'sent') return;
    this.log.warn('a notice was not delivered', { operation: delivery, ...(code === null ? {} : { code }) });
  }
}

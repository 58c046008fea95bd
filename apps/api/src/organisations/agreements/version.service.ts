import { Injectable } from '@nestjs/common';
import {
  agreementEntry,
  type AgreementRecord,
  agreementRecordHash,
  type DirectoryState,
  parseAgreementRecord,
  verifyAgreement,
} from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { Refusal } from '../../access/refusal.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { Outbox } from '../../audit/outbox.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { conflict } from '../../platform/graphql/user-error.js';

import { AgreementRepository } from './agreement.repository.js';
import { ProposalRepository } from './proposal.repository.js';
import { rejection, requireAcceptable, requireNext, type TermsPlace } from './terms-rules.js';

const MS_PER_SECOND = 1000;

/** The one way in which terms become a version of an agreement. */
@Injectable()
export class VersionService {
  constructor(
    private readonly agreements: AgreementRepository,
    private readonly proposals: ProposalRepository,
    private readonly directory: DirectoryStateService,
    private readonly notices: NoticeService,
    private readonly node: NodeIdentity,
    private readonly outbox: Outbox,
  ) {}

  /** Where and when new terms are judged. */
  place(): TermsPlace {
    return { origin: this.node.logOrigin, now: Math.floor(Date.now() / MS_PER_SECOND) };
  }

  /**
   * The directory to verify signatures against. From here on until the transaction ends, acts on agreements and publications wait
   * for each other: of two that want the same the second is told by name.
   */
  async begin(tx: Transaction): Promise<DirectoryState> {
    await this.directory.lock(tx);
    const state = await this.directory.committed(tx);
    if (state === null) throw new Error('the directory is empty');
    return state;
  }

  /**
   * Runs a check of what is between these organisations. Whoever is neither a steward nor one of two that know each other learns from
   * a failure only that it is not permitted: which check failed would tell who is a member, and how they stand.
   */
  async among<T>(
    tx: Transaction,
    { state, asking, orgs }: { readonly state: DirectoryState; readonly asking: Id; readonly orgs: readonly Id[] },
    check: () => Promise<T>,
  ): Promise<T> {
    const acquainted = await this.agreements.areKnown(tx, orgs);
    const told = state.organisations.get(asking)?.kind === 'stewards' || (acquainted && orgs.includes(asking));
    try {
      return await check();
    } catch (error) {
      const tells = error instanceof Rejected || error instanceof Refusal;
      throw tells && !told ? new Refusal('not_permitted') : error;
    }
  }

  /**
   * The version before these terms, null for a first one. Call `begin` before. Throws Rejected unless the terms are acceptable and
   * follow the newest version.
   */
  async before(tx: Transaction, record: AgreementRecord): Promise<AgreementRecord | null> {
    requireAcceptable(record.agreement, this.place());
    const stored = await this.agreements.newestLocked(tx, record.agreement.agreement);
    requireNext(record, stored);
    return stored === null ? null : parseAgreementRecord(stored.record);
  }

  /**
   * Throws Rejected unless both signed these terms with authority, they follow the newest version and nobody withdrew them. Call
   * `begin` before.
   */
  async verify(tx: Transaction, state: DirectoryState, record: AgreementRecord): Promise<void> {
    const proposal = await this.proposals.byHash(tx, record.hash);
    const previous = await this.before(tx, record);
    // a signature that somebody kept must not outlive the withdrawal
    if (proposal !== null && proposal.state !== 'open') throw new Rejected(conflict('these terms were withdrawn'));
    try {
      verifyAgreement({ state, record, previous, ...this.place() });
    } catch (error) {
      throw rejection(error);
    }
  }

  /** Makes verified terms the newest version: it counts from this transaction on, or from its start if that lies ahead. */
  async store(tx: Transaction, bytes: Uint8Array, record: AgreementRecord): Promise<void> {
    const { agreement, hash } = record;
    await this.agreements.add(tx, bytes, record);
    await this.outbox.append(tx, { kind: 'agreement', entry: agreementEntry(agreementRecordHash(record)) });
    await this.proposals.settle(tx, agreement.agreement, hash);
    await this.tellParties(tx, agreement.orgs, agreement.agreement);
  }

  /** Tells those who sign for the parties that something about their agreement is different. */
  async tellParties(tx: Transaction, orgs: readonly Id[], agreement: Id): Promise<void> {
    for (const org of orgs) {
      const to = { org, right: 'agreement.sign' } as const;
      await this.notices.raise(tx, { kind: 'agreement_changed', to, object: { type: 'agreement', id: agreement } });
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { AgreementRecord } from '@sealbridge/directory';
import { utf8 } from '@sealbridge/sodium';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { isNewRequest } from '../../platform/idempotency/new-request.js';

import { proposalType } from './agreement-type.js';
import { AgreementRepository } from './agreement.repository.js';
import { PartyService } from './party.service.js';
import { proposalId, ProposalRepository, type StoredProposal } from './proposal.repository.js';
import {
  ProposeAgreementPayload,
  WithdrawAgreementProposalPayload,
  type AgreementProposal,
  type ProposeAgreementInput,
  type WithdrawAgreementProposalInput,
} from './proposal.types.js';
import { parseTerms } from './terms-rules.js';
import { VersionService } from './version.service.js';

const PARTIES = 2;

/** Terms on their way to two signatures: proposed and withdrawn here, signed in ProposalSigningService. */
@Injectable()
export class ProposalService {
  constructor(
    private readonly access: Access,
    private readonly agreements: AgreementRepository,
    private readonly proposals: ProposalRepository,
    private readonly versions: VersionService,
    private readonly parties: PartyService,
    private readonly notices: NoticeService,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  /**
   * May be called by stewards for any two organisations, and by a member with the right agreement.sign for its own organisation and
   * one that it has, or had, an agreement or an open proposal with. Any other organisation is answered like one that does not exist.
   */
  propose(caller: Caller, input: ProposeAgreementInput): Promise<ProposeAgreementPayload | Failure> {
    return orRejected(async () => {
      const { clientMutationId, record: bytes } = input;
      const { device, organisation } = sessionOf(caller);
      const record = await this.access.read(caller, 'agreement.propose', () => parseProposed(bytes));
      const { agreement: id, version, orgs } = record.agreement;
      const outcome = await this.access.perform(caller, {
        action: 'agreement.propose',
        reach: 'directory',
        detail: {
          object: { type: 'agreement', id, version, hash: record.hash },
          idempotencyKey: clientMutationId,
        },
        resource: async (tx) => {
          const known = await this.agreements.areKnown(tx, orgs);
          return { type: 'Agreement', attributes: { parties: orgs, known } };
        },
        work: async (_permit, tx) => {
          const request = { device, operation: 'proposeAgreement', key: clientMutationId, request: bytes, about: id };
          if (await isNewRequest(this.idempotency, tx, request)) await this.#open(tx, record, organisation);
          return this.#shown(tx, await this.proposals.byHash(tx, record.hash));
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(ProposeAgreementPayload, { clientMutationId, proposal: outcome.value });
    });
  }

  /** May be called by stewards and by members of a party with the right agreement.sign, while the proposal is open. */
  withdraw(caller: Caller, input: WithdrawAgreementProposalInput): Promise<WithdrawAgreementProposalPayload | Failure> {
    return orRejected(async () => {
      const { clientMutationId } = input;
      const { device } = sessionOf(caller);
      const id = parseId(input.proposal);
      if (id === null) throw new Rejected(invalid('E_ID', 'not an id', 'proposal'));
      let found: StoredProposal | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'agreement.withdraw',
        reach: 'directory',
        detail: { object: { type: 'proposal', id, version: null, hash: null }, idempotencyKey: clientMutationId },
        resource: async (tx) => {
          found = await this.proposals.byId(tx, id);
          return found === null ? null : { type: 'Agreement', attributes: { parties: found.orgs, known: true } };
        },
        work: async (_permit, tx) => {
          const request = {
            device,
            operation: 'withdrawAgreementProposal',
            key: clientMutationId,
            request: utf8(id),
            about: id,
          };
          if (await isNewRequest(this.idempotency, tx, request)) {
            if (found?.state !== 'open') throw new Refusal('wrong_state');
            await this.proposals.withdraw(tx, id);
            await this.versions.tellParties(tx, found.orgs, found.agreementId);
          }
          return this.#shown(tx, await this.proposals.byId(tx, id));
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(WithdrawAgreementProposalPayload, { clientMutationId, proposal: outcome.value });
    });
  }

  /** The same terms again are the same proposal; any other while one is open is a conflict. */
  async #open(tx: Transaction, record: AgreementRecord, proposedBy: Id): Promise<void> {
    await this.versions.begin(tx);
    const before = await this.proposals.byHash(tx, record.hash);
    if (before?.state === 'open') return;
    if (before !== null)
      throw new Rejected(conflict(`these terms are ${before.state === 'in_force' ? 'in force' : before.state}`));
    await this.#requireParties(tx, record.agreement.orgs);
    await this.versions.before(tx, record);
    if (!(await this.proposals.add(tx, record, proposedBy))) {
      throw new Rejected(conflict('another proposal for this agreement is open'));
    }
    await this.#tellSigners(tx, record);
  }

  /** Stewards alone get here with an organisation that does not exist. */
  async #requireParties(tx: Transaction, orgs: readonly Id[]): Promise<void> {
    const states = await this.agreements.partyStates(tx, orgs);
    if (states.length < PARTIES)
      throw new Rejected(invalid('E_UNKNOWN_ORGANISATION', 'no such organisation', 'parties'));
    if (states.includes('ended')) throw new Refusal('wrong_state');
  }

  async #tellSigners(tx: Transaction, { agreement, hash }: AgreementRecord): Promise<void> {
    const object = { type: 'proposal', id: proposalId(hash) } as const;
    for (const org of agreement.orgs) {
      await this.notices.raise(tx, { kind: 'agreement_waiting', to: { org, right: 'agreement.sign' }, object });
    }
  }

  async #shown(tx: Transaction, stored: StoredProposal | null): Promise<AgreementProposal> {
    if (stored === null) throw new Error('a proposal is not there');
    return proposalType(stored, await this.parties.named(tx, stored.orgs));
  }
}

/** A record without signatures. Throws Rejected. */
function parseProposed(bytes: Uint8Array): AgreementRecord {
  const record = parseTerms(bytes);
  if (record.signatures.length === 0) return record;
  throw new Rejected(invalid('E_SIGNATURE', 'a proposal is signed after it was made', 'record'));
}

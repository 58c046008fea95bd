import { Injectable } from '@nestjs/common';
import { type AgreementRecord, type DirectoryState, parseAgreementRecord, requireParty } from '@sealbridge/directory';
import { operationDigest } from '@sealbridge/envelope';
import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

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

import { agreementType, proposalType } from './agreement-type.js';
import { AgreementRepository } from './agreement.repository.js';
import type { Agreement } from './agreement.types.js';
import { PartyService } from './party.service.js';
import { ProposalRepository, type StoredProposal } from './proposal.repository.js';
import {
  type AgreementProposal,
  SignAgreementProposalPayload,
  type SignAgreementProposalInput,
} from './proposal.types.js';
import { parseTerms, rejection } from './terms-rules.js';
import { VersionService } from './version.service.js';

/** The signatures of one party, and the proposal they are for. */
interface Signing {
  readonly record: AgreementRecord;
  readonly org: Id;
  readonly proposal: StoredProposal;
  readonly state: DirectoryState;
}

/** Terms with the signatures of one party, and the organisation of whoever brings them. */
interface Asked extends Pick<Signing, 'record' | 'org'> {
  readonly asking: Id;
}

/** Takes the signatures of one party at a time; the last ones bring the version into force. */
@Injectable()
export class ProposalSigningService {
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
   * May be called by any signed-in member: the authority lies in the signatures, so that somebody can carry what the roots of an
   * organisation without an administrator signed. Terms that nobody proposed are answered like those of others.
   */
  sign(caller: Caller, input: SignAgreementProposalInput): Promise<SignAgreementProposalPayload | Failure> {
    return orRejected(async () => {
      const { clientMutationId, record: bytes } = input;
      const { device, organisation: asking } = sessionOf(caller);
      const { record, org } = await this.access.read(caller, 'agreement.sign', () => parseSigned(bytes));
      const { agreement: id, version, orgs } = record.agreement;
      const request = { device, operation: 'signAgreementProposal', key: clientMutationId, request: bytes, about: id };
      let signing: Signing | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'agreement.sign',
        reach: 'directory',
        operation: operationDigest('signAgreementProposal', [bytes]),
        signers: [record.signatures.map(({ signer }) => signer)],
        detail: {
          object: { type: 'agreement', id, version, hash: record.hash },
          idempotencyKey: clientMutationId,
        },
        resource: async (tx) => {
          const isNew = await isNewRequest(this.idempotency, tx, request);
          signing = isNew ? await this.#verify(tx, { record, org, asking }) : null;
          return { type: 'Agreement', attributes: { parties: orgs, authorised: true } };
        },
        work: async (_permit, tx) => {
          if (signing !== null) await this.#add(tx, signing);
          return this.#shown(tx, record);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(SignAgreementProposalPayload, { clientMutationId, ...outcome.value });
    });
  }

  /** Throws Refusal and Rejected unless the party signs an open proposal that still is the next version, for the first time. */
  async #verify(tx: Transaction, { record, org, asking }: Asked): Promise<Signing> {
    const state = await this.versions.begin(tx);
    const { orgs } = record.agreement;
    return this.versions.among(tx, { state, asking, orgs }, () => this.#signing(tx, state, record, org));
  }

  async #signing(tx: Transaction, state: DirectoryState, record: AgreementRecord, org: Id): Promise<Signing> {
    try {
      requireParty({ state, record, org, now: this.versions.place().now });
    } catch (error) {
      throw rejection(error);
    }
    const proposal = await this.proposals.byHash(tx, record.hash);
    if (proposal === null) throw new Refusal('not_permitted');
    if (proposal.state === 'superseded') throw new Rejected(conflict('another version came first'));
    if (proposal.signedBy.includes(org)) throw new Refusal('already_signed');
    if (proposal.state !== 'open') throw new Refusal('wrong_state');
    if (record.agreement.end <= this.versions.place().now) throw new Refusal('expired');
    await this.versions.before(tx, record);
    return { record, org, proposal, state };
  }

  async #add(tx: Transaction, { record, org, proposal, state }: Signing): Promise<void> {
    const bytes = await this.proposals.sign(tx, proposal, record, org);
    const [other] = proposal.orgs.filter((party) => party !== org && !proposal.signedBy.includes(party));
    if (other !== undefined) {
      const object = { type: 'proposal', id: proposal.id } as const;
      await this.notices.raise(tx, { kind: 'agreement_waiting', to: { org: other, right: 'agreement.sign' }, object });
      return;
    }
    const complete = parseAgreementRecord(bytes);
    await this.versions.verify(tx, state, complete);
    await this.versions.store(tx, bytes, complete);
  }

  async #shown(
    tx: Transaction,
    { hash, agreement }: AgreementRecord,
  ): Promise<{ proposal: AgreementProposal; agreement: Agreement | null }> {
    const proposal = await this.proposals.byHash(tx, hash);
    if (proposal === null) throw new Error('a proposal is not there');
    const names = await this.parties.named(tx, proposal.orgs);
    const stored = proposal.state === 'in_force' ? await this.agreements.newestLocked(tx, agreement.agreement) : null;
    const isThis = stored !== null && equal(stored.versionHash, hash);
    return { proposal: proposalType(proposal, names), agreement: isThis ? agreementType(stored, names) : null };
  }
}

/** A record with the signatures of one party and no others. Throws Rejected. */
function parseSigned(bytes: Uint8Array): { readonly record: AgreementRecord; readonly org: Id } {
  const record = parseTerms(bytes);
  const [org, ...others] = new Set(record.signatures.map((signature) => signature.org));
  if (org !== undefined && others.length === 0 && record.agreement.orgs.includes(org)) return { record, org };
  throw new Rejected(invalid('E_AUTHORITY', 'the signatures of one party are taken at a time', 'record'));
}

import { Injectable } from '@nestjs/common';
import {
  type EventSignature,
  MAX_RULES_AGE_SECONDS,
  parseRulesRecord,
  rulesRecord,
  type RulesRecord,
  verifyRulesSignature,
} from '@sealbridge/directory';
import { operationDigest } from '@sealbridge/envelope';
import { SIGNATURE_BYTES } from '@sealbridge/sodium';
import { idToBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller, SessionContext } from '../access/caller.js';
import { Refusal } from '../access/refusal.js';
import { sessionOf } from '../access/session-of.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, type Failure, invalid, refused } from '../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';
import { isNewRequest } from '../platform/idempotency/new-request.js';

import { AdoptionService, type NextPlace, rejection } from './adoption.service.js';
import { proposalType, recordType } from './policy-type.js';
import { PolicyRepository } from './policy.repository.js';
import type { PolicyRecord } from './policy.types.js';
import { PolicyProposalRepository } from './proposal.repository.js';
import { type PolicyProposal, type SignPolicyInput, SignPolicyPayload } from './proposal.types.js';

const SIGNERS = 2;
const MS_PER_SECOND = 1000;

/** A verified signature under an open proposal, and the record with it. */
interface Signing {
  readonly next: NextPlace;
  readonly record: RulesRecord;
}

/** Stewards sign what is proposed, one by one; the second of another seat puts it in force. */
@Injectable()
export class PolicySigningService {
  constructor(
    private readonly access: Access,
    private readonly adoption: AdoptionService,
    private readonly records: PolicyRepository,
    private readonly proposals: PolicyProposalRepository,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  /** The signature of the session's device is the authority: that of a steward with a seat, in force, the first of its seat. */
  sign(caller: Caller, input: SignPolicyInput): Promise<SignPolicyPayload | Failure> {
    return orRejected(async () => {
      const { clientMutationId, signature } = input;
      const session = sessionOf(caller);
      const id = await this.access.read(caller, 'policy.sign', () => readInput(input));
      const request = Buffer.concat([idToBytes(id), signature]);
      const keyed = { device: session.device, operation: 'signPolicy', key: clientMutationId, request, about: id };
      let signing: Signing | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'policy.sign',
        reach: 'directory',
        operation: operationDigest('signPolicy', [idToBytes(id), signature]),
        detail: { object: { type: 'policy', id, version: null, hash: null }, idempotencyKey: clientMutationId },
        resource: async (tx) => {
          const isNew = await isNewRequest(this.idempotency, tx, keyed);
          signing = isNew ? await this.#verify(tx, id, signature, session) : null;
          return { type: 'Policy', attributes: { authorised: true } };
        },
        work: async (_permit, tx) => {
          if (signing !== null) await this.#add(tx, id, signing, session);
          return this.#shown(tx, id);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(SignPolicyPayload, { clientMutationId, ...outcome.value });
    });
  }

  /** Throws Refusal and Rejected unless a steward signs an open proposal that still is the next record, the first of the seat. */
  async #verify(tx: Transaction, id: Id, bytes: Uint8Array, session: SessionContext): Promise<Signing> {
    const next = await this.adoption.begin(tx);
    const steward = next.state.members.get(session.member);
    // to anybody else a proposal that is there answers like one that is not
    if (steward?.org !== next.state.stewards || !steward.rights.includes('org.admit'))
      throw new Refusal('not_permitted');
    const proposal = await this.proposals.byId(tx, id);
    if (proposal === null) throw new Refusal('not_permitted');
    if (proposal.state === 'superseded') throw new Rejected(conflict('another record came first'));
    if (proposal.signedBy.includes(session.member)) throw new Refusal('already_signed');
    if (proposal.state !== 'open') throw new Refusal('wrong_state');
    const before = parseRulesRecord(new Uint8Array(proposal.record));
    if (before.rules.time < Math.floor(Date.now() / MS_PER_SECOND) - MAX_RULES_AGE_SECONDS)
      throw new Refusal('expired');
    const signature: EventSignature = { kind: 'steward_device', signer: session.device, signature: bytes };
    this.#requireSigned(next, before, signature);
    const seats = proposal.signedBy.map((member) => next.state.members.get(member)?.seat);
    if (seats.includes(steward.seat)) throw new Refusal('already_signed');
    this.adoption.requireNext(next, before.rules);
    return { next, record: rulesRecord(before.bytes, [...before.signatures, signature]) };
  }

  #requireSigned({ state }: NextPlace, { bytes }: RulesRecord, signature: EventSignature): void {
    try {
      verifyRulesSignature(state, bytes, signature);
    } catch (error) {
      throw rejection(error);
    }
  }

  async #add(tx: Transaction, id: Id, { next, record }: Signing, { member }: SessionContext): Promise<void> {
    await this.proposals.sign(tx, id, record, member);
    if (record.signatures.length === SIGNERS) await this.adoption.adopt(tx, next, record);
  }

  async #shown(tx: Transaction, id: Id): Promise<{ proposal: PolicyProposal; record: PolicyRecord | null }> {
    const stored = await this.proposals.byId(tx, id);
    if (stored === null) throw new Error('a proposal is not there');
    const proposal = proposalType(stored);
    const [adopted] = stored.state === 'adopted' ? await this.records.page(tx, proposal.seq + 1, 1) : [];
    return { proposal, record: adopted === undefined ? null : recordType(adopted) };
  }
}

function readInput({ id: text, signature }: SignPolicyInput): Id {
  const id = parseId(text);
  if (id === null) throw new Rejected(invalid('E_ID', 'not an id', 'id'));
  if (signature.length !== SIGNATURE_BYTES) throw new Rejected(invalid('E_SIGNATURE', 'not a signature', 'signature'));
  return id;
}

import { Injectable } from '@nestjs/common';
import { DirectoryError, parseAgreementRecord, verifyAgreement, type AgreementRecord } from '@sealbridge/directory';
import { sha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';

import { AgreementRepository, type StoredAgreement } from './agreement.repository.js';
import { SignAgreementPayload, type Agreement, type SignAgreementInput } from './agreement.types.js';

const MS_PER_SECOND = 1000;

/** Agreements between two organisations: no agreement, no key. */
@Injectable()
export class AgreementService {
  constructor(
    private readonly access: Access,
    private readonly agreements: AgreementRepository,
    private readonly directory: DirectoryStateService,
    private readonly idempotency: IdempotencyRepository,
    private readonly node: NodeIdentity,
  ) {}

  /** May be called by any signed-in member; the signatures of both parties in the record are the authority. */
  sign(caller: Caller, input: SignAgreementInput): Promise<SignAgreementPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      const record = await this.access.read(caller, 'agreement.sign', () => parse(input.record));
      const { agreement, hash } = record;
      let isNew = false;
      const outcome = await this.access.perform(caller, {
        action: 'agreement.sign',
        reach: 'directory',
        detail: {
          object: { type: 'agreement', id: agreement.agreement, version: agreement.version, hash },
          idempotencyKey: input.clientMutationId,
        },
        resource: async (tx) => {
          isNew = await this.#isNew(tx, device, input, record);
          if (isNew) await this.#verify(tx, record);
          return { type: 'Agreement', attributes: { parties: agreement.orgs, authorised: true } };
        },
        work: (_permit, tx) => (isNew ? this.agreements.add(tx, input.record, record) : Promise.resolve()),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      return asType(SignAgreementPayload, { clientMutationId, agreement: signedAgreement(input.record, record) });
    });
  }

  /** The newest versions of the agreements of the caller's organisation. */
  async own(caller: Caller): Promise<Agreement[]> {
    const outcome = await this.access.perform(caller, {
      action: 'agreement.read',
      resource: () => Promise.resolve({ type: 'Agreement', list: true }),
      work: (permit, tx) => this.agreements.ofOrganisation(tx, permit.member.org),
      entry: (agreements) => ({ resultCount: agreements.length }),
    });
    return outcome.ok ? outcome.value.map(agreementType) : [];
  }

  /** False for a request that was carried out before. Throws Rejected when the key stands for another one. */
  async #isNew(tx: Transaction, device: Id, input: SignAgreementInput, record: AgreementRecord): Promise<boolean> {
    const claim = await this.idempotency.claim(tx, {
      device,
      operation: 'signAgreement',
      key: input.clientMutationId,
      requestSha256: sha256(input.record),
      resultIds: [record.agreement.agreement],
    });
    if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
    return claim === 'new';
  }

  /** Throws Rejected unless both parties signed with authority and the version follows the one that is stored. */
  async #verify(tx: Transaction, record: AgreementRecord): Promise<void> {
    await this.directory.lock(tx);
    const state = await this.directory.committed(tx);
    if (state === null) throw new Error('the directory is empty');
    const stored = await this.agreements.newest(tx, record.agreement.agreement);
    if (stored !== null && stored.version >= record.agreement.version) {
      throw new Rejected(conflict('the agreement has this version already'));
    }
    try {
      const previous = stored === null ? null : parseAgreementRecord(stored.record);
      verifyAgreement({ state, record, previous, origin: this.node.logOrigin });
    } catch (error) {
      throw rejection(error);
    }
  }
}

function parse(bytes: Uint8Array): AgreementRecord {
  try {
    return parseAgreementRecord(bytes);
  } catch (error) {
    throw rejection(error);
  }
}

function rejection(error: unknown): unknown {
  return error instanceof DirectoryError ? new Rejected(invalid(error.code, error.message, 'record')) : error;
}

function signedAgreement(record: Uint8Array, { agreement, hash }: AgreementRecord): Agreement {
  const { agreement: id, version, start, end } = agreement;
  return agreementType({ id, version, versionHash: hash, startsAt: start, endsAt: end, record });
}

function agreementType({ id, version, versionHash, startsAt, endsAt, record }: StoredAgreement): Agreement {
  const now = Date.now() / MS_PER_SECOND;
  return { id, version, versionHash, record, live: startsAt <= now && now < endsAt };
}

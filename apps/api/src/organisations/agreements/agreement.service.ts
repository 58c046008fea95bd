import { Injectable } from '@nestjs/common';
import type { AgreementRecord } from '@sealbridge/directory';
import { operationDigest } from '@sealbridge/envelope';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected } from '../../platform/graphql/rejected.js';
import { refused, type Failure } from '../../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { isNewRequest } from '../../platform/idempotency/new-request.js';

import { AgreementRepository } from './agreement.repository.js';
import { SignAgreementPayload, type SignAgreementInput } from './agreement.types.js';
import { agreementType } from './agreement-type.js';
import { PartyService } from './party.service.js';
import { parseTerms } from './terms-rules.js';
import { VersionService } from './version.service.js';

/** Agreements between two organisations: no agreement, no key. */
@Injectable()
export class AgreementService {
  constructor(
    private readonly access: Access,
    private readonly agreements: AgreementRepository,
    private readonly versions: VersionService,
    private readonly parties: PartyService,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  /** May be called by any signed-in member; the signatures of both parties in the record are the authority. */
  sign(
    caller: Caller,
    { clientMutationId, record: bytes }: SignAgreementInput,
  ): Promise<SignAgreementPayload | Failure> {
    return orRejected(async () => {
      const { device, organisation: asking } = sessionOf(caller);
      const record = await this.access.read(caller, 'agreement.sign', () => parseTerms(bytes));
      const { agreement: id, version, orgs } = record.agreement;
      const request = { device, operation: 'signAgreement', key: clientMutationId, request: bytes, about: id };
      let isNew = false;
      const outcome = await this.access.perform(caller, {
        action: 'agreement.sign',
        reach: 'directory',
        operation: operationDigest('signAgreement', [bytes]),
        signers: [record.signatures.map(({ signer }) => signer)],
        detail: {
          object: { type: 'agreement', id, version, hash: record.hash },
          idempotencyKey: clientMutationId,
        },
        resource: async (tx) => {
          isNew = await isNewRequest(this.idempotency, tx, request);
          if (isNew) await this.#verify(tx, record, asking);
          return { type: 'Agreement', attributes: { parties: orgs, authorised: true } };
        },
        work: async (_permit, tx) => {
          if (isNew) await this.versions.store(tx, bytes, record);
          const stored = await this.agreements.newestLocked(tx, id);
          if (stored === null) throw new Error('a signed agreement is not there');
          return agreementType(stored, await this.parties.named(tx, stored.orgs));
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(SignAgreementPayload, { clientMutationId, agreement: outcome.value });
    });
  }

  async #verify(tx: Transaction, record: AgreementRecord, asking: Id): Promise<void> {
    const state = await this.versions.begin(tx);
    const { orgs } = record.agreement;
    await this.versions.among(tx, { state, asking, orgs }, () => this.versions.verify(tx, state, record));
  }
}

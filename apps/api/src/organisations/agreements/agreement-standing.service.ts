import { Injectable } from '@nestjs/common';
import {
  agreementEntry,
  DirectoryError,
  nextStanding,
  noStanding,
  parseAgreementRecord,
  type DirectoryState,
  parseStandingRecord,
  type StandingRecord,
  standingRecordHash,
  type StandingSoFar,
  verifyStanding,
} from '@sealbridge/directory';
import { operationDigest } from '@sealbridge/envelope';
import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { Outbox } from '../../audit/outbox.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, refused, type Failure } from '../../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { isNewRequest } from '../../platform/idempotency/new-request.js';

import { SetAgreementStandingPayload, type SetAgreementStandingInput } from './agreement-standing.types.js';
import { agreementType } from './agreement-type.js';
import { AgreementRepository, type StoredAgreement } from './agreement.repository.js';
import { PartyService } from './party.service.js';
import { rejection } from './terms-rules.js';
import { VersionService } from './version.service.js';

/** A verified statement, and how its version stands after it. */
interface Stated {
  readonly stored: StoredAgreement;
  readonly after: StandingSoFar;
}

/** One party alone ends, suspends or resumes an agreement. */
@Injectable()
export class AgreementStandingService {
  constructor(
    private readonly access: Access,
    private readonly agreements: AgreementRepository,
    private readonly versions: VersionService,
    private readonly parties: PartyService,
    private readonly idempotency: IdempotencyRepository,
    private readonly outbox: Outbox,
  ) {}

  /** May be called by any signed-in member; the signatures of the party in the record are the authority. */
  set(caller: Caller, input: SetAgreementStandingInput): Promise<SetAgreementStandingPayload | Failure> {
    return orRejected(async () => {
      const { clientMutationId, record: bytes } = input;
      const { device, organisation: asking } = sessionOf(caller);
      const record = await this.access.read(caller, 'agreement.standing', () => parseStatement(bytes));
      const { agreement: id, versionHash: hash } = record.standing;
      const request = { device, operation: 'setAgreementStanding', key: clientMutationId, request: bytes, about: id };
      let stated: Stated | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'agreement.standing',
        reach: 'directory',
        operation: operationDigest('setAgreementStanding', [bytes]),
        signers: [record.signatures.map(({ signer }) => signer)],
        detail: { object: { type: 'agreement', id, version: null, hash }, idempotencyKey: clientMutationId },
        resource: async (tx) => {
          const isNew = await isNewRequest(this.idempotency, tx, request);
          stated = isNew ? await this.#verify(tx, record, asking) : null;
          return { type: 'Agreement', attributes: { authorised: true } };
        },
        work: async (_permit, tx) => {
          if (stated !== null) await this.#store(tx, bytes, record, stated);
          const stored = await this.agreements.newestLocked(tx, id);
          if (stored === null) throw new Error('an agreement is not there');
          return agreementType(stored, await this.parties.named(tx, stored.orgs));
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(SetAgreementStandingPayload, { clientMutationId, agreement: outcome.value });
    });
  }

  /** Throws Refusal and Rejected unless the statement is the next one about the newest version, in turn and signed by its party. */
  async #verify(tx: Transaction, record: StandingRecord, asking: Id): Promise<Stated> {
    const state = await this.versions.begin(tx);
    const { agreement, org } = record.standing;
    const stored = await this.agreements.newestLocked(tx, agreement);
    const orgs = stored?.orgs ?? [org, org];
    return this.versions.among(tx, { state, asking, orgs }, () => Promise.resolve(this.#next(state, stored, record)));
  }

  #next(state: DirectoryState, stored: StoredAgreement | null, record: StandingRecord): Stated {
    if (stored === null) throw new Refusal('not_permitted');
    if (!equal(stored.versionHash, record.standing.versionHash))
      throw new Rejected(conflict('there is another version'));
    const { origin, now } = this.versions.place();
    const agreement = parseAgreementRecord(stored.record);
    const before = standingOf(stored);
    if (stored.state === 'ended') throw new Refusal('wrong_state');
    requireTurn(before, record);
    try {
      return { stored, after: verifyStanding({ state, agreement, origin }, before, record, now) };
    } catch (error) {
      throw rejection(error);
    }
  }

  async #store(tx: Transaction, bytes: Uint8Array, record: StandingRecord, { stored, after }: Stated): Promise<void> {
    const ownEnd = parseAgreementRecord(stored.record).agreement.end;
    await this.agreements.addStanding(tx, bytes, record.standing, {
      endedAt: after.end < ownEnd ? after.end : null,
      suspendedBy: after.suspendedBy[0] ?? null,
    });
    await this.outbox.append(tx, { kind: 'agreement', entry: agreementEntry(standingRecordHash(record)) });
    await this.versions.tellParties(tx, stored.orgs, stored.id);
  }
}

function parseStatement(bytes: Uint8Array): StandingRecord {
  try {
    return parseStandingRecord(bytes);
  } catch (error) {
    throw rejection(error);
  }
}

/** What the stored statements come to; each was verified when it came. */
function standingOf({ record, standing }: StoredAgreement): StandingSoFar {
  const { agreement } = parseAgreementRecord(record);
  return standing.reduce(
    (before, bytes) => nextStanding(before, parseStandingRecord(bytes).standing),
    noStanding(agreement),
  );
}

/** Out of turn is refused by name, and a number that was taken by somebody else meanwhile is a conflict. */
function requireTurn(before: StandingSoFar, { standing }: StandingRecord): void {
  try {
    nextStanding(before, standing);
  } catch (error) {
    if (error instanceof DirectoryError && error.code === 'E_STANDING') throw new Refusal('wrong_state');
    if (error instanceof DirectoryError && error.code === 'E_STANDING_SEQ') {
      throw new Rejected(conflict('somebody else has said something about this version meanwhile'));
    }
    throw error;
  }
}

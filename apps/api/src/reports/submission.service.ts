import { Injectable } from '@nestjs/common';
import { grantSetEntry } from '@sealbridge/directory';
import { operationDigest } from '@sealbridge/envelope';
import { randomBytes, wipe } from '@sealbridge/sodium';
import { handlingRank, markingRank } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { agreementsNamed } from '../access/own-agreements.js';
import type { Permit } from '../access/permit.js';
import { sessionOf } from '../access/session-of.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { Outbox } from '../audit/outbox.js';
import { ShredKeyService } from '../keys/shred-key.service.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, refused, type Failure } from '../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { facetsOf, monthOfHour, NO_FACETS } from './card-facets.js';
import {
  checkBlobs,
  checkCheckpoint,
  checkGrants,
  checkSignatures,
  type AddressedGrant,
  type SubmissionFacts,
} from './submission-check.js';
import { parseSubmission, type Submission } from './submission-parse.js';
import { SubmissionRepository, type NewReport, type StoredGrant } from './submission.repository.js';
import { SubmitReportPayload, type SubmitReportInput } from './submission.types.js';
import { InboxChanges } from './watch/inbox-changes.js';

const MS_PER_HOUR = 3_600_000;
const SHRED_KEY_BYTES = 32;

/** Takes sealed reports. The server cannot read them; it checks that they are what they say, from whom, and for whom. */
@Injectable()
export class SubmissionService {
  constructor(
    private readonly access: Access,
    private readonly reports: SubmissionRepository,
    private readonly shredKeys: ShredKeyService,
    private readonly idempotency: IdempotencyRepository,
    private readonly outbox: Outbox,
    private readonly node: NodeIdentity,
    private readonly changes: InboxChanges,
  ) {}

  /** May be called by a member of the origin unit with the right report.share, from the device that signed. */
  submit(caller: Caller, input: SubmitReportInput): Promise<SubmitReportPayload | Failure> {
    return orRejected(async () => {
      sessionOf(caller);
      const nowHour = Math.floor(Date.now() / MS_PER_HOUR);
      const submission = await this.access.read(caller, 'report.submit', () => parseSubmission(input, nowHour));
      const { core, reportHash } = submission;
      const { reportId, version, originOrg, originUnit } = core;
      const outcome = await this.access.perform(caller, {
        action: 'report.submit',
        operation: operationDigest('submitReport', [input.frame, input.grantSet]),
        agreements: agreementsNamed(submission.grants.flatMap(({ agreement }) => agreement?.id ?? [])),
        detail: {
          object: { type: 'report', id: reportId, version, hash: reportHash },
          unit: originUnit,
          idempotencyKey: input.clientMutationId,
        },
        resource: () => Promise.resolve({ type: 'Draft', attributes: { originOrg, originUnit } }),
        work: (permit, tx) => this.#take(permit, tx, input.clientMutationId, submission),
        entry: () => ({ aboutOrg: originOrg }),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      const { event } = outcome;
      return asType(SubmitReportPayload, { clientMutationId, reportId, version, reportHash, event });
    });
  }

  /** A duplicate is an act of its own, allowed and logged, that changes nothing. */
  async #take(permit: Permit, tx: Transaction, key: string, submission: Submission): Promise<void> {
    const actor = permit.member;
    const claim = await this.idempotency.claim(tx, {
      device: actor.device,
      operation: 'submitReport',
      key,
      requestSha256: submission.requestSha256,
      resultIds: [submission.core.reportId],
    });
    if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
    if (claim === 'again') return;
    const facts = await this.#facts(tx, submission);
    checkSignatures(submission, actor, facts);
    checkCheckpoint(submission, facts);
    const blobs = checkBlobs(submission, facts);
    const grants = checkGrants(submission, permit, actor, facts);
    const stored = this.reports.insert(tx, await this.#newReport(submission, grants, blobs));
    const logged = this.outbox.append(tx, { kind: 'grantset', entry: grantSetEntry(submission.grantSetHash) });
    const [row] = await Promise.all([stored, logged]);
    this.changes.afterwards(tx, { kind: 'received', row });
  }

  async #facts(tx: Transaction, { core, grants, frame }: Submission): Promise<SubmissionFacts> {
    const hashes = [core.body, ...core.attachments].map(({ sha256 }) => sha256);
    const [signerKey, units, blobs, checkpointRoot, agreementEnds] = await Promise.all([
      this.reports.signerKey(tx, frame.signer),
      this.reports.lockUnits(
        tx,
        grants.map(({ unit }) => unit),
      ),
      this.reports.blobs(tx, core.originOrg, hashes),
      this.reports.checkpointRoot(tx, core.checkpoint.size),
      this.reports.agreementEnds(
        tx,
        grants.flatMap(({ agreement }) => agreement?.id ?? []),
      ),
    ]);
    return { signerKey, units, blobs, checkpointRoot, agreementEnds, logOrigin: this.node.logOrigin };
  }

  async #newReport(
    submission: Submission,
    grants: readonly AddressedGrant[],
    blobs: NewReport['blobs'],
  ): Promise<NewReport> {
    const { core, card } = submission;
    const recipients = grants.flatMap(({ unit, agreement }) =>
      agreement === null ? [] : [{ unit, agreement: agreement.id }],
    );
    const facets = card === null ? NO_FACETS : facetsOf(card.card);
    const { exploitation, control, recruitment, sector, origin, destination, ageBand, gender } = facets;
    const wrapped = await this.#wrap(submission, grants);
    return {
      report: [
        core.reportId,
        core.originOrg,
        core.originUnit,
        [core.originOrg, core.originUnit, ...recipients.map(({ unit }) => unit)],
      ],
      version: versionOf(submission),
      labels: labelsOf(submission),
      card,
      blobs,
      sealedBytes: [core.body, ...core.attachments].reduce((sum, { length }) => sum + length, 0),
      grants: wrapped.grants,
      shredKey: wrapped.shredKey,
      grantSet: { hash: submission.grantSetHash, frame: submission.grantSetFrameBytes },
      index: {
        scopes: recipients,
        month: facets.month ?? monthOfHour(core.hour),
        facets: [exploitation, control, recruitment, sector, origin, destination, ageBand, gender],
      },
    };
  }

  /** No grant is ever stored bare: each is wrapped under the report's shred key, from the first row (security-corrections B1). */
  async #wrap(
    { core: { reportId, version } }: Submission,
    grants: readonly AddressedGrant[],
  ): Promise<Pick<NewReport, 'grants' | 'shredKey'>> {
    const shredKey = randomBytes(SHRED_KEY_BYTES);
    try {
      const wrappedKey = await this.shredKeys.wrapKey(shredKey, reportId);
      const { kekId } = wrappedKey;
      const stored = grants.map((grant): StoredGrant => {
        const place = { reportId, version, grantId: grant.grantId, kekId };
        const { grantId: id, organisation, unit, epoch, hash, purposes, notAfter, agreement } = grant;
        const wrapped = this.shredKeys.wrapGrant(grant.bytes, shredKey, place);
        return { id, organisation, unit, epoch, hash, wrapped, purposes, notAfter, agreement };
      });
      return { grants: stored, shredKey: wrappedKey };
    } finally {
      wipe(shredKey);
    }
  }
}

function versionOf({ reportHash, frameBytes, policyBytes, note, frame }: Submission): NewReport['version'] {
  return { reportHash, frame: frameBytes, policy: policyBytes, note, signer: frame.signer };
}

function labelsOf({ policy, core }: Submission): NewReport['labels'] {
  return {
    marking: markingRank(policy.tlp),
    handling: handlingRank(policy.handling),
    urgency: policy.urgency,
    discovery: policy.discovery,
    purposes: policy.purposes,
    agreements: policy.agreements,
    openUntil: policy.openUntil,
    retentionMonths: policy.retentionMonths,
    hour: core.hour,
  };
}

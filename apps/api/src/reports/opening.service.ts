import { Injectable } from '@nestjs/common';
import { type OpenRequest, operationDigest } from '@sealbridge/envelope';
import type { Resource } from '@sealbridge/policy';
import { equal } from '@sealbridge/sodium';
import { HANDLINGS, idFromBytes, parseId, TLP, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { EntryDetail, RecordedEvent } from '../access/act.js';
import type { Caller } from '../access/caller.js';
import { agreementsOfReport } from '../access/own-agreements.js';
import type { Permit } from '../access/permit.js';
import { sessionOf } from '../access/session-of.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { ShredKeyService } from '../keys/shred-key.service.js';
import { DeviceKeyService } from '../people/device-key.service.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, refused, type Failure, type Refused } from '../platform/graphql/user-error.js';

import { checkOpenRequest } from './open-request.js';
import { openingAttributes } from './opening-attributes.js';
import { OpeningNonce } from './opening-nonce.js';
import { OpeningRepository, type OpenableReport, type SealedOpening } from './opening.repository.js';
import { offeredTerms, type OfferedTerms } from './opening-terms.js';
import { OfferedUse, OpeningOffer, OpenReportPayload, type OpenReportInput } from './opening.types.js';
import { reportResource } from './report-resource.js';
import { InboxChanges } from './watch/inbox-changes.js';

const MS_PER_SECOND = 1000;

/** Opening is the audited act: the grant is released in the transaction of its log entry, or not at all. */
@Injectable()
export class OpeningService {
  constructor(
    private readonly access: Access,
    private readonly openings: OpeningRepository,
    private readonly shredKeys: ShredKeyService,
    private readonly deviceKeys: DeviceKeyService,
    private readonly nonces: OpeningNonce,
    private readonly node: NodeIdentity,
    private readonly changes: InboxChanges,
  ) {}

  /**
   * May be called by whoever may open the report; releases nothing. The purpose only chooses among the grants of several units of the
   * caller's: what it is opened for is said in the signed request.
   */
  async offer(caller: Caller, reportId: string, purpose: string | null): Promise<OpeningOffer | Refused> {
    const { member, device } = sessionOf(caller);
    const id = parseId(reportId) ?? NO_REPORT;
    const detail: Mutable<Partial<EntryDetail>> = { object: { type: 'report', id, version: null, hash: null } };
    let found: OpenableReport | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'report.open.offer',
      agreements: agreementsOfReport(id),
      detail,
      resource: async (tx) => {
        found = await this.openings.offer(tx, id, member, purpose ?? '');
        return found === null ? this.#nothing(tx, id, detail) : offeredResource(found, detail);
      },
      work: ({ member: reader, time }) => {
        const offered = existing(found);
        return Promise.resolve({ found: offered, terms: offeredTerms(offered, reader, time) });
      },
    });
    return outcome.ok ? this.#offerOf(outcome.value, device) : refused(outcome.reason, outcome.ref);
  }

  /**
   * May be called by a reader of a unit the report is addressed to, under a live agreement, for a purpose that grant and
   * agreement allow and the unit works for, on a legal basis where one is needed, having accepted the prohibited uses, before opening
   * ends. A repeated request is a new act: decided and logged again, never remembered (B2).
   */
  open(caller: Caller, input: OpenReportInput): Promise<OpenReportPayload | Failure> {
    return orRejected(async () => {
      const session = sessionOf(caller);
      const signKey = await this.deviceKeys.signKey(session.device);
      const { logOrigin, keyId: nodeKeyId } = this.node;
      const nowSeconds = Date.now() / MS_PER_SECOND;
      const place = { session, signKey, logOrigin, nodeKeyId, nonces: this.nonces, nowSeconds };
      const { request, written } = await this.access.read(caller, 'report.open', () => checkOpenRequest(input, place));
      const { reportId, version, reportHash, purpose, legalBasis, acceptedUses, grantId } = request;
      const detail: Mutable<Partial<EntryDetail>> = {
        object: { type: 'report', id: reportId, version, hash: reportHash },
        written,
      };
      let found: SealedOpening | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'report.open',
        agreements: agreementsOfReport(reportId),
        purpose,
        legalBasis,
        accepted: acceptedUses,
        caseRef: true,
        operation: operationDigest('openReport', [input.request]),
        detail,
        deviceRequest: { bytes: input.request, signature: input.signature },
        resource: async (tx) => {
          found = await this.openings.open(tx, reportId, session.member, grantId);
          return found === null ? this.#nothing(tx, reportId, detail) : openingResource(found, detail);
        },
        work: (permit, tx) => this.#release(permit, tx, request, existing(found)),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return payloadOf(input.clientMutationId, outcome.value, outcome.event);
    });
  }

  /** Nothing for this caller; if there is such a report, its originator will find the attempt in the ledger. */
  async #nothing(tx: Transaction, reportId: Id, detail: Mutable<Partial<EntryDetail>>): Promise<null> {
    const origin = await this.openings.originOf(tx, reportId);
    if (origin !== null) detail.aboutOrg = origin;
    return null;
  }

  async #release(permit: Permit, tx: Transaction, request: OpenRequest, found: SealedOpening): Promise<Released> {
    requireNewest(request, found);
    const used = this.openings.useNonce(tx, request.nonce, permit.member.device);
    const recorded = this.openings.record(tx, permit.eventId, found, permit.member, request);
    const place = { reportId: found.reportId, version: found.version, grantId: found.grantId, kekId: found.grantKekId };
    const key = { kekId: found.shredKekId, wrapped: found.wrappedShredKey };
    const [unused, isFirst, grant] = await Promise.all([
      used,
      recorded,
      this.shredKeys.release(key, found.wrappedGrant, place),
    ]);
    if (!unused) throw new Rejected(conflict('the nonce was used before'));
    // the inbox of the unit, and of no other, says from now on that it was opened
    if (isFirst) this.changes.afterwards(tx, { kind: 'changed', row: found.row, unit: found.unit });
    return { report: found, grant };
  }

  #offerOf({ found, terms }: Offered, device: Id): OpeningOffer {
    const { reportId, version, reportHash, grantId, unit, epoch, grantSetHash, grantSetSeq, purposes } = found;
    const { nonce, expiresAt } = this.nonces.make({ device, reportId }, Date.now() / MS_PER_SECOND);
    return asType(OpeningOffer, {
      nonce,
      expiresAt: new Date(expiresAt * MS_PER_SECOND),
      ...{ reportId, version, reportHash, grantId, unit, epoch, grantSetHash, grantSetSeq },
      purposes: [...purposes],
      prohibited: [...terms.prohibited],
      uses: terms.uses.map((use) => asType(OfferedUse, { ...use, legalBases: [...use.legalBases] })),
      tlp: TLP[found.marking] ?? '',
      handling: HANDLINGS[found.handling] ?? '',
      notAfter: found.openUntil,
      ...{ frame: found.frame, policy: found.policy, grantSet: found.grantSetFrame, checkpointNote: found.note },
    });
  }
}

/** Nothing has this id: text that is no id is answered like an unknown one. */
const NO_REPORT = idFromBytes(new Uint8Array(16));

/** What the resource was made from; an act on nothing is never permitted. */
function existing<T>(found: T | null): T {
  if (found === null) throw new Error('an act on nothing was permitted');
  return found;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Offered {
  readonly found: OpenableReport;
  readonly terms: OfferedTerms;
}

interface Released {
  readonly report: SealedOpening;
  readonly grant: Uint8Array;
}

function offeredResource(found: OpenableReport, detail: Mutable<Partial<EntryDetail>>): Resource {
  detail.aboutOrg = found.originOrg;
  detail.unit = found.unit;
  return reportResource(found);
}

function openingResource(found: OpenableReport, detail: Mutable<Partial<EntryDetail>>): Resource {
  detail.aboutOrg = found.originOrg;
  detail.unit = found.unit;
  return { type: 'Opening', attributes: openingAttributes(found) };
}

/** The signed request names what the reader saw; if that is not the newest, the reader has to look again. */
function requireNewest(request: OpenRequest, found: SealedOpening): void {
  const same =
    request.version === found.version &&
    equal(request.reportHash, found.reportHash) &&
    request.grantSetSeq === found.grantSetSeq &&
    equal(request.grantSetHash, found.grantSetHash);
  if (!same) throw new Rejected(conflict('the report has moved on since the offer'));
}

function payloadOf(clientMutationId: string, { report, grant }: Released, event: RecordedEvent): OpenReportPayload {
  const { reportId, version, frame, policy, grantSetFrame, cardSalt, card, note } = report;
  return asType(OpenReportPayload, {
    ...{ clientMutationId, reportId, version, frame, policy, grant, cardSalt, card, event },
    grantSet: grantSetFrame,
    checkpointNote: note,
  });
}

import { Injectable } from '@nestjs/common';
import { dateLine, parseAgreementRecord } from '@sealbridge/directory';
import { changesOf, type Comparison, type SealedReports } from '@sealbridge/policy';
import { idFromBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { ALL_AGREEMENTS } from '../../access/own-agreements.js';
import type { Permit } from '../../access/permit.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { asType } from '../../platform/graphql/as-type.js';
import { pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';
import { refused, type Refused } from '../../platform/graphql/user-error.js';
import { OrganisationService } from '../organisation.service.js';

import { AgreementRepository } from './agreement.repository.js';
import { comparisonOf } from './comparison.js';
import { inSlices } from './in-slices.js';
import { circlesOf, readerPage, sealedRows, type Viewer } from './preview-view.js';
import { PreviewRepository } from './preview.repository.js';
import { AgreementPreview } from './preview.types.js';
import { ProposalRepository, type StoredProposal } from './proposal.repository.js';

const SECONDS_PER_HOUR = 3600;
const LIST = 'agreement preview';
/** Nothing has this id: text that is no id is answered like an unknown one. */
const NO_PROPOSAL = idFromBytes(new Uint8Array(16));

/** Which readers to show: how many come before, and how many fit. */
interface Place {
  readonly organisation: Id;
  readonly skipped: number;
  readonly size: number;
}

/** Everything a preview is computed from, as it was at one moment. */
interface Read {
  readonly proposal: Id;
  readonly viewer: Viewer;
  readonly comparison: Comparison;
  readonly sealed: readonly SealedReports[];
  readonly dates: Pick<AgreementPreview, 'gap' | 'overlap'>;
}

/** What would change if a proposal was signed: asked of the very policy that decides afterwards. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly access: Access,
    private readonly agreements: AgreementRepository,
    private readonly proposals: ProposalRepository,
    private readonly grounds: PreviewRepository,
    private readonly organisations: OrganisationService,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by members of the parties, stewards and auditors, while the proposal is open. */
  async preview(caller: Caller, proposal: string, page: PageArgs): Promise<AgreementPreview | Refused> {
    const { organisation } = sessionOf(caller);
    const place = { organisation, skipped: this.#skipped(organisation, page), size: pageSize(page) };
    const id = parseId(proposal) ?? NO_PROPOSAL;
    let found: StoredProposal | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'agreement.preview',
      agreements: ALL_AGREEMENTS,
      reach: 'directory',
      detail: { object: { type: 'proposal', id, version: null, hash: null } },
      resource: async (tx) => {
        found = await this.proposals.find(tx, id);
        return found === null ? null : { type: 'Agreement', attributes: { parties: found.orgs } };
      },
      work: (permit, tx) => this.#read(permit, tx, found),
      entry: ({ viewer }) => ({ resultCount: viewer.people.length }),
    });
    return outcome.ok ? this.#compute(outcome.value, place) : refused(outcome.reason, outcome.ref);
  }

  async #read(permit: Permit, tx: Transaction, proposal: StoredProposal | null): Promise<Read> {
    if (proposal?.state !== 'open') throw new Refusal('wrong_state');
    const record = parseAgreementRecord(proposal.record);
    const { start } = record.agreement;
    const at = Math.max(permit.time, start);
    const versions = await this.agreements.course(tx, proposal.agreementId);
    const partiesActive = await this.grounds.standActive(tx, proposal.orgs);
    const people = await this.grounds.people(tx, proposal.orgs);
    const sealed = await this.grounds.sealed(tx, proposal.agreementId, Math.floor(at / SECONDS_PER_HOUR));
    const comparison = comparisonOf(record, { versions, partiesActive }, { policy: permit.policy, time: at });
    const units = [...new Set([...people.flatMap((person) => person.units), ...sealed.map(({ unit }) => unit)])];
    const handles = await this.organisations.unitHandles(tx, units);
    const viewer: Viewer = { member: permit.member, parties: proposal.orgs, handles, people };
    const newest = await this.agreements.newest(tx, proposal.agreementId);
    const before = newest === null ? null : parseAgreementRecord(newest.record).agreement;
    const dates = before === null ? { gap: null, overlap: null } : dateLine(before, record.agreement, permit.time);
    return { proposal: proposal.id, viewer, comparison, sealed, dates };
  }

  /** After the transaction: it may take seconds, in which nothing is held and others are served. */
  async #compute({ proposal, viewer, comparison, sealed, dates }: Read, place: Place): Promise<AgreementPreview> {
    const changes = await inSlices(changesOf(viewer.people, sealed, comparison));
    const cursor = (shown: number): string => this.cursors.seal(LIST, place.organisation, BigInt(shown));
    return asType(AgreementPreview, {
      ...{ proposal, at: comparison.time, ...dates },
      ...circlesOf(viewer, comparison),
      // before the first version nothing was sealed, which everybody may know
      sealed: comparison.before.versions.length === 0 ? [] : sealedRows(viewer, changes.sealed),
      readers: readerPage(viewer, changes.readers, { ...place, cursor }),
    });
  }

  #skipped(organisation: Id, { after }: PageArgs): number {
    if (after === undefined || after === null) return 0;
    const shown = this.cursors.open(LIST, organisation, after);
    if (shown === null) throw new ApiError('BAD_USER_INPUT');
    return Number(shown);
  }
}

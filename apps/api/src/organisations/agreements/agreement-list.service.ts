import { Injectable } from '@nestjs/common';
import type { Member } from '@sealbridge/policy';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { pageOf, pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';

import type { AgreementListArgs, ProposalListArgs } from './agreement-list.args.js';
import { agreementType, proposalType, versionType, type PartyNames } from './agreement-type.js';
import { AgreementRepository, type StoredAgreement } from './agreement.repository.js';
import type { Agreement, AgreementConnection, AgreementVersionConnection } from './agreement.types.js';
import { readPrefix, type ListPage } from './list-page.js';
import { PartyService } from './party.service.js';
import { ProposalRepository } from './proposal.repository.js';
import type { AgreementProposalConnection } from './proposal.types.js';

/** Agreements that the old list gives; `agreementPage` has no such bound. */
const MAX_UNPAGED = 500;

/** Agreements, their versions and proposals, for the parties, stewards and auditors. */
@Injectable()
export class AgreementListService {
  constructor(
    private readonly access: Access,
    private readonly agreements: AgreementRepository,
    private readonly proposals: ProposalRepository,
    private readonly parties: PartyService,
    private readonly cursors: SealedCursor,
  ) {}

  /** The newest versions of the agreements of the caller's organisation, newest first. */
  async own(caller: Caller): Promise<Agreement[]> {
    const { organisation } = sessionOf(caller);
    const page = { organisation, all: false, prefix: null, after: null, limit: MAX_UNPAGED };
    const found = await this.#list(caller, (permit, tx) => this.agreements.page(tx, permit, page));
    return found.rows.map((row) => agreementType(row, found.names));
  }

  /** A page of the agreements of the caller's organisation, or with `all`, for stewards and auditors, of everybody's. */
  async page(caller: Caller, args: AgreementListArgs): Promise<AgreementConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(args);
    const page = { ...this.#place('agreements', organisation, args), limit: size + 1 };
    const { rows, names } = await this.#list(caller, (permit, tx) =>
      this.agreements.page(tx, permit, { ...page, all: args.all && seesAll(permit.member) }),
    );
    return pageOf(rows, size, (row) => ({
      cursor: this.cursors.seal('agreements', organisation, BigInt(row.row)),
      node: agreementType(row, names),
    }));
  }

  /** A page of proposals, likewise. */
  async proposalPage(caller: Caller, args: ProposalListArgs): Promise<AgreementProposalConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(args);
    const page = { ...this.#place('proposals', organisation, args), limit: size + 1 };
    const { rows, names } = await this.#list(caller, (permit, tx) =>
      this.proposals.page(tx, permit, { ...page, all: args.all && seesAll(permit.member) }, args.open),
    );
    return pageOf(rows, size, (row) => ({
      cursor: this.cursors.seal('proposals', organisation, BigInt(row.row)),
      node: proposalType(row, names),
    }));
  }

  /** The versions of an agreement, newest first; null when there is none for the caller. */
  async versionPage(caller: Caller, agreement: string, page: PageArgs): Promise<AgreementVersionConnection | null> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(page);
    const id = parseId(agreement);
    const below = this.#after('agreement versions', organisation, page);
    let found: StoredAgreement | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'agreement.read',
      reach: 'directory',
      ...(id === null ? {} : { detail: { object: { type: 'agreement', id, version: null, hash: null } } }),
      resource: async (tx) => {
        found = id === null ? null : await this.agreements.newest(tx, id);
        return found === null ? null : { type: 'Agreement', attributes: { parties: found.orgs } };
      },
      work: (_permit, tx) =>
        id === null
          ? Promise.resolve([])
          : this.agreements.versions(tx, id, below === null ? null : Number(below), size + 1),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    const versions = answerOf(outcome, null);
    if (versions === null) return null;
    return pageOf(versions, size, (row) => ({
      cursor: this.cursors.seal('agreement versions', organisation, BigInt(row.version)),
      node: versionType(row),
    }));
  }

  async #list<Row extends { readonly orgs: readonly Id[] }>(
    caller: Caller,
    read: (permit: Permit, tx: Transaction) => Promise<Row[]>,
  ): Promise<{ readonly rows: readonly Row[]; readonly names: PartyNames }> {
    const outcome = await this.access.perform(caller, {
      action: 'agreement.read',
      reach: 'directory',
      resource: () => Promise.resolve({ type: 'Agreement', list: true }),
      work: async (permit, tx) => {
        const rows = await read(permit, tx);
        const orgs = rows.flatMap((row) => row.orgs);
        return { rows, names: await this.parties.named(tx, orgs) };
      },
      entry: ({ rows }) => ({ resultCount: rows.length }),
    });
    return answerOf(outcome, { rows: [], names: new Map() });
  }

  #place(list: string, organisation: Id, args: AgreementListArgs): Omit<ListPage, 'limit' | 'all'> {
    return { organisation, prefix: readPrefix(args.agreement), after: this.#after(list, organisation, args) };
  }

  #after(list: string, organisation: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(list, organisation, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }
}

/** Whether policy shows a member every agreement, so that the index over all of them serves: stewards and auditors. */
function seesAll({ orgKind, rights }: Member): boolean {
  const admits = orgKind === 'stewards' && rights.includes('org.admit');
  return admits || (['oversight', 'stewards'].includes(orgKind) && rights.includes('audit.read'));
}

import { Injectable } from '@nestjs/common';
import { isHandle } from '@sealbridge/directory';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import { NO_AGREEMENTS } from '../access/own-agreements.js';
import type { Permit } from '../access/permit.js';
import { sessionOf } from '../access/session-of.js';
import { OrganisationService } from '../organisations/organisation.service.js';
import type { OrganisationSummary } from '../organisations/organisation.types.js';
import type { Transaction } from '../platform/database/transaction.js';
import { ApiError } from '../platform/errors/api-error.js';
import { pageSize } from '../platform/graphql/page.js';
import type { PageArgs } from '../platform/graphql/page.types.js';
import { SealedCursor } from '../platform/graphql/sealed-cursor.js';

import { chainPieces } from './chain-pieces.js';
import { seesAllChains } from './directory-reader.js';
import { DirectoryPageRepository } from './directory-page.repository.js';
import { DirectoryRepository } from './directory.repository.js';
import type { ChainPlace, ChainRow, DirectoryReader } from './directory.rows.js';
import type { ChainConnection, DirectoryChain, Lockbox } from './directory.types.js';
import { RecoveryRepository } from './recovery/recovery.repository.js';

/** Organisations one question may name. */
const MAX_CHAINS = 100;
/** Events one page holds: a chain that is longer goes on in the next. */
const MAX_PAGE_EVENTS = 1_000;
const LIST = 'directory';

/** Serves the directory: leaves are on the log for everybody, bodies go to few (security-corrections C9). */
@Injectable()
export class DirectoryService {
  constructor(
    private readonly access: Access,
    private readonly directory: DirectoryRepository,
    private readonly pages: DirectoryPageRepository,
    private readonly organisations: OrganisationService,
    private readonly recoveries: RecoveryRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** The chain of the organisation with this handle, or of the unit's; null when absent or not for this reader. */
  async byHandle(caller: Caller, handle: string): Promise<DirectoryChain | null> {
    const { device } = sessionOf(caller);
    let found: OrganisationSummary | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'directory.read',
      reach: 'directory',
      resource: async (tx) => {
        found = isHandle(handle) ? await this.organisations.byHandle(tx, handle) : null;
        // asked of nothing too: what is not there takes as long as what is not for the caller
        const guarded = await this.recoveries.isGuardian(tx, found?.id ?? device, device);
        if (found === null) return null;
        const { id: org, kind } = found;
        return { type: 'Organisation', attributes: { org, kind, guarded } };
      },
      work: async (permit, tx) =>
        this.directory.chains(tx, found === null ? [] : [found.id], await this.#reader(tx, permit)),
    });
    return answerOf(outcome, []).map(chainType)[0] ?? null;
  }

  /** A page of the chains of these organisations, or of all the reader may see; others are left out. */
  async bodies(caller: Caller, organisations: readonly string[] | null, page: PageArgs): Promise<ChainConnection> {
    const { organisation } = sessionOf(caller);
    const maxChains = pageSize(page);
    const after = this.#after(organisation, page);
    const wanted = organisations?.slice(0, MAX_CHAINS).flatMap((text) => parseId(text) ?? []) ?? null;
    const outcome = await this.access.perform(caller, {
      action: 'directory.read',
      reach: 'directory',
      resource: () => Promise.resolve({ type: 'Organisation', list: true }),
      work: async (permit, tx) => {
        const limit = MAX_PAGE_EVENTS + 1;
        const rows = await this.pages.events(tx, wanted, await this.#reader(tx, permit), { after, limit });
        return chainPieces(rows, { maxChains, maxEvents: MAX_PAGE_EVENTS });
      },
      entry: ({ pieces }) => ({ resultCount: pieces.length }),
    });
    const { pieces, more } = answerOf(outcome, { pieces: [], more: false });
    const edges = pieces.map(({ end, ...chain }) => ({
      cursor: this.cursors.sealKey(LIST, organisation, [end.organisation, end.seq]),
      node: chainType(chain),
    }));
    return { edges, pageInfo: { hasNextPage: more, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  /** The lockboxes of the caller's device, and of no other. */
  async lockboxes(caller: Caller): Promise<Lockbox[]> {
    const outcome = await this.access.perform(caller, {
      action: 'directory.read',
      agreements: NO_AGREEMENTS,
      resource: () => Promise.resolve({ type: 'Organisation', list: true }),
      work: (permit, tx) => this.directory.ownLockboxes(tx, permit.member.device),
      entry: (lockboxes) => ({ resultCount: lockboxes.length }),
    });
    return answerOf(outcome, []);
  }

  /** Bodies go to the own organisation, to partners of live agreements, to guardians, and to stewards and auditors. */
  async #reader(tx: Transaction, { member }: Permit): Promise<DirectoryReader> {
    const guarded = await this.recoveries.guarded(tx, member.device);
    return {
      organisation: member.org,
      partners: [...member.agreements.map(({ partner }) => partner), ...guarded],
      seesAll: seesAllChains(member),
    };
  }

  #after(organisation: Id, { after }: PageArgs): ChainPlace | null {
    if (after === undefined || after === null) return null;
    const [org, seq] = this.cursors.openKey(LIST, organisation, after) ?? [];
    const id = typeof org === 'string' ? parseId(org) : null;
    if (id === null || typeof seq !== 'number') throw new ApiError('BAD_USER_INPUT');
    return { organisation: id, seq };
  }
}

/** A chain as it is answered. */
export function chainType({ organisation, handle, headSeq, records }: ChainRow): DirectoryChain {
  return { organisation, handle, headSeq, records: [...records] };
}

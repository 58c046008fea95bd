import { Injectable } from '@nestjs/common';
import { isHandle } from '@sealbridge/directory';
import { parseId } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import type { Permit } from '../access/permit.js';
import { OrganisationService } from '../organisations/organisation.service.js';
import type { OrganisationSummary } from '../organisations/organisation.types.js';

import { DirectoryRepository } from './directory.repository.js';
import type { ChainRow, DirectoryReader } from './directory.rows.js';
import type { DirectoryChain, Lockbox } from './directory.types.js';

/** Chains one answer holds. */
const MAX_CHAINS = 100;

/** Serves the directory: leaves are on the log for everybody, bodies go to few (security-corrections C9). */
@Injectable()
export class DirectoryService {
  constructor(
    private readonly access: Access,
    private readonly directory: DirectoryRepository,
    private readonly organisations: OrganisationService,
  ) {}

  /** The chain of the organisation with this handle, or of the unit's; null when absent or not for this reader. */
  async byHandle(caller: Caller, handle: string): Promise<DirectoryChain | null> {
    let found: OrganisationSummary | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'directory.read',
      reach: 'directory',
      resource: async (tx) => {
        found = isHandle(handle) ? await this.organisations.byHandle(tx, handle) : null;
        return found === null ? null : { type: 'Organisation', attributes: { org: found.id, kind: found.kind } };
      },
      work: (permit, tx) => this.directory.chains(tx, found === null ? [] : [found.id], readerOf(permit)),
    });
    return outcome.ok ? (outcome.value.map(chainType)[0] ?? null) : null;
  }

  /** The chains of these organisations, or of all the reader may see; others are left out. */
  async bodies(caller: Caller, organisations: readonly string[] | null): Promise<DirectoryChain[]> {
    const wanted = organisations?.slice(0, MAX_CHAINS).flatMap((text) => parseId(text) ?? []) ?? null;
    const outcome = await this.access.perform(caller, {
      action: 'directory.read',
      reach: 'directory',
      resource: () => Promise.resolve({ type: 'Organisation', list: true }),
      work: (permit, tx) => this.directory.chains(tx, wanted, readerOf(permit)),
      entry: (chains) => ({ resultCount: chains.length }),
    });
    return answerOf(outcome, []).map(chainType);
  }

  /** The lockboxes of the caller's device, and of no other. */
  async lockboxes(caller: Caller): Promise<Lockbox[]> {
    const outcome = await this.access.perform(caller, {
      action: 'directory.read',
      resource: () => Promise.resolve({ type: 'Organisation', list: true }),
      work: (permit, tx) => this.directory.ownLockboxes(tx, permit.member.device),
      entry: (lockboxes) => ({ resultCount: lockboxes.length }),
    });
    return answerOf(outcome, []);
  }
}

/**
 * Bodies go to the own organisation, to partners of live agreements, and to stewards and auditors. An organisation names the
 * roles of its members itself, so a role counts only in the kind of organisation it belongs to.
 */
function readerOf(permit: Permit): DirectoryReader {
  const { org, orgKind, agreements, rights } = permit.member;
  const isSteward = orgKind === 'stewards' && rights.includes('org.admit');
  const isAuditor = ['oversight', 'stewards'].includes(orgKind) && rights.includes('audit.read');
  return {
    organisation: org,
    partners: agreements.map(({ partner }) => partner),
    seesAll: isSteward || isAuditor,
  };
}

/** A chain as it is answered. */
export function chainType({ organisation, handle, headSeq, records }: ChainRow): DirectoryChain {
  return { organisation, handle, headSeq, records: [...records] };
}

import { Injectable } from '@nestjs/common';
import {
  DirectoryError,
  type DirectoryState,
  parseRulesRecord,
  policyEntry,
  requireRulesFit,
  requireRulesTime,
  type Rules,
  rulesHash,
  type RulesPlace,
  type RulesRecord,
  rulesProposalId,
  verifyRules,
} from '@sealbridge/directory';
import { compilePolicy, DOCUMENT, type Policy } from '@sealbridge/policy';

import { NodeIdentity } from '../audit/node-identity.js';
import { Outbox } from '../audit/outbox.js';
import { DirectoryStateService } from '../keys/directory-state.service.js';
import type { Transaction } from '../platform/database/transaction.js';
import { ApiError } from '../platform/errors/api-error.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { conflict, invalid } from '../platform/graphql/user-error.js';

import { ownDocument } from './own-document.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyProposalRepository } from './proposal.repository.js';
import { VerifiedRecords } from './verified-records.js';

const MS_PER_SECOND = 1000;

/** What the next record is checked against; nothing of it changes while the transaction lasts. */
export interface NextPlace {
  readonly state: DirectoryState;
  readonly previous: RulesRecord | null;
}

/** The one way in which a signed statement becomes the policy in force. */
@Injectable()
export class AdoptionService {
  constructor(
    private readonly records: PolicyRepository,
    private readonly proposals: PolicyProposalRepository,
    private readonly directory: DirectoryStateService,
    private readonly node: NodeIdentity,
    private readonly outbox: Outbox,
    private readonly verified: VerifiedRecords,
  ) {}

  /**
   * The directory and the newest record. From here on until the transaction ends, acts on the policy and publications wait for each
   * other: a steward who is revoked at the same moment has signed before or not at all. Throws ApiError UNAVAILABLE when the records do
   * not verify: nothing that is signed may follow what nobody signed.
   */
  async begin(tx: Transaction): Promise<NextPlace> {
    await this.directory.lock(tx);
    const state = await this.directory.committed(tx);
    if (state === null) throw new Error('the directory is empty');
    try {
      return { state, previous: await this.verified.newest(tx) };
    } catch (error) {
      throw error instanceof DirectoryError ? new ApiError('UNAVAILABLE') : error;
    }
  }

  /**
   * Throws Rejected unless the statement is the next one, for the document of this build: Conflict when another record came first, the
   * code of docs/reference/policy-change.md otherwise.
   */
  requireNext({ previous }: NextPlace, rules: Rules): void {
    try {
      requireRulesFit(this.#place(previous), rules);
      requireRulesTime(rules, previous, Math.floor(Date.now() / MS_PER_SECOND));
    } catch (error) {
      throw rejection(error);
    }
  }

  /** Puts a complete record in force. Throws Rejected unless both signatures count as things stand. */
  async adopt(tx: Transaction, { state, previous }: NextPlace, record: RulesRecord): Promise<void> {
    try {
      verifyRules({ ...this.#place(previous), state }, record);
    } catch (error) {
      throw rejection(error);
    }
    await this.records.add(tx, record, policyOf(record.rules));
    await this.outbox.append(tx, { kind: 'policy', entry: policyEntry(rulesHash(record)) });
    await this.proposals.settle(tx, rulesProposalId(record.bytes));
  }

  /**
   * Takes the record that an instance begins with, unless there is one or this one is for another document. Throws DirectoryError when
   * its signatures do not verify: what an instance begins with has to be right.
   */
  async beginWith(tx: Transaction, bytes: Uint8Array): Promise<boolean> {
    // a server whose records do not verify starts all the same, and is restricted
    if ((await this.records.page(tx, null, 1)).length > 0) return false;
    const next = await this.begin(tx);
    const record = parseRulesRecord(bytes);
    if (next.previous !== null || !isForThisBuild(record.rules)) return false;
    verifyRules({ ...this.#place(null), state: next.state }, record);
    await this.adopt(tx, next, record);
    return true;
  }

  #place(previous: RulesRecord | null): RulesPlace {
    return { origin: this.node.logOrigin, previous, document: ownDocument() };
  }
}

/** The document of this build with the parameters of a statement that was checked against it. */
export function policyOf({ parameters }: Rules): Policy {
  return compilePolicy(DOCUMENT, Object.fromEntries(parameters.map(({ name, value }) => [name, value])));
}

/** What a format, a place or a signature breaks, as the answer to whoever sent it; other errors are bugs and come back as they are. */
export function rejection(error: unknown): unknown {
  if (!(error instanceof DirectoryError)) return error;
  const overtaken = error.code === 'E_RULES_SEQ' || error.code === 'E_RULES_PREV';
  return new Rejected(
    overtaken ? conflict('another record came first') : invalid(error.code, error.message, 'statement'),
  );
}

function isForThisBuild(rules: Rules): boolean {
  try {
    requireRulesFit({ origin: rules.origin, document: ownDocument() }, rules);
    return true;
  } catch (error) {
    if (error instanceof DirectoryError) return false;
    throw error;
  }
}

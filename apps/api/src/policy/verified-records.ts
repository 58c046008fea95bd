import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  DirectoryError,
  type DirectoryState,
  parseRulesRecord,
  requireRulesFit,
  type Rules,
  rulesHash,
  type RulesRecord,
  verifyRules,
} from '@sealbridge/directory';
import { equal, toHex } from '@sealbridge/sodium';

import { PolicyInForce, type RulesReader } from '../access/policy-in-force.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { DirectoryStateService } from '../keys/directory-state.service.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/transaction.js';
import { Log } from '../platform/logging/logger.js';

import { ownDocument } from './own-document.js';
import { type Places, PolicyRepository } from './policy.repository.js';

/** What all records are verified against. */
interface Grounds {
  readonly state: DirectoryState;
  readonly places: Places;
}

/**
 * Reads the records about the policy as somebody would who does not trust the database: whoever writes a row past the walls, changes
 * one or takes the last away signs nothing by it. Each is verified as a client would, at its place on the log, with the record before.
 */
@Injectable()
export class VerifiedRecords implements RulesReader, OnModuleInit {
  /** What was wrong the last time; null when nothing was. */
  #wrong: string | null = null;

  constructor(
    private readonly policies: PolicyInForce,
    private readonly records: PolicyRepository,
    private readonly directory: DirectoryStateService,
    private readonly database: Database,
    private readonly node: NodeIdentity,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.policies.readBy(this);
  }

  /** The newest record, once all verify; else null, and the log of this process says which rule of docs/reference/policy-change.md broke. */
  async read(): Promise<Rules | null> {
    try {
      const newest = await this.database.system((tx) => this.newest(tx));
      this.#wrong = null;
      return newest?.rules ?? null;
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      if (this.#wrong !== error.code)
        this.log.error('the records about the policy do not verify', { code: error.code });
      this.#wrong = error.code;
      return null;
    }
  }

  /** The newest record, null before the first. Needs a context that sees the whole directory. Throws DirectoryError unless all verify. */
  async newest(tx: Transaction): Promise<RulesRecord | null> {
    // before the records: what stands on the log by now was committed by now
    const places = await this.records.places(tx);
    const stored = await this.records.chain(tx);
    const state = stored.length === 0 ? null : await this.directory.stewardsOnLog(tx);
    const records = state === null ? [] : this.#verified({ state, places }, stored);
    requireAllOf(places, records);
    return records.at(-1) ?? null;
  }

  #verified({ state, places }: Grounds, stored: readonly Uint8Array[]): RulesRecord[] {
    const records: RulesRecord[] = [];
    for (const bytes of stored) {
      const record = parseRulesRecord(bytes);
      const position = places.get(toHex(rulesHash(record))) ?? null;
      verifyRules({ origin: this.node.logOrigin, previous: records.at(-1) ?? null, state, position }, record);
      requireChoices(record.rules);
      records.push(record);
    }
    return records;
  }
}

/** What names the document of this build chooses among its choices; of other documents nothing is known here. */
function requireChoices(rules: Rules): void {
  const document = ownDocument();
  if (equal(rules.documentHash, document.hash)) requireRulesFit({ origin: rules.origin, document }, rules);
}

/** Throws E_RULES_PREV when a record that was entered on the log is not there any more. */
function requireAllOf(places: Places, records: readonly RulesRecord[]): void {
  const known = new Set(records.map((record) => toHex(rulesHash(record))));
  if ([...places.keys()].every((hash) => known.has(hash))) return;
  throw new DirectoryError('E_RULES_PREV', 'a record about the policy that is on the log is missing');
}

import { Injectable } from '@nestjs/common';
import { rulesHash, type RulesRecord, writeRulesRecord } from '@sealbridge/directory';
import type { Policy } from '@sealbridge/policy';
import { fromHex } from '@sealbridge/sodium';

import type { Transaction } from '../platform/database/transaction.js';

import { ADD_RECORD, KEEP_TEXT, NEWEST, RECORDS } from './policy.sql.js';

/** A record that was adopted, with the text of the policy it put in force. */
export interface StoredRecord {
  readonly seq: number;
  readonly record: Uint8Array;
  readonly rulesHash: Uint8Array;
  readonly policyHash: Uint8Array;
  readonly adoptedAt: Date;
  /** Canonical JSON of `{document, parameters}`. */
  readonly text: string;
}

/** The signed records of the policy, and the texts that decisions name. Both are only ever added. */
@Injectable()
export class PolicyRepository {
  /** Keeps the text of a policy. Needs a context that may write the directory. */
  async keepText(tx: Transaction, { hash, text }: Policy): Promise<void> {
    await tx.query(KEEP_TEXT, [fromHex(hash), text]);
  }

  /** The newest record, null before the first. */
  async newest(tx: Transaction): Promise<StoredRecord | null> {
    const [row] = await tx.query<StoredRecord>(NEWEST);
    return row ?? null;
  }

  /** Records below a number, newest first. */
  page(tx: Transaction, below: number | null, limit: number): Promise<StoredRecord[]> {
    return tx.query<StoredRecord>(RECORDS, [below, limit]);
  }

  /** Stores a record and the policy it puts in force. Openings and submissions under way end first. */
  async add(tx: Transaction, record: RulesRecord, policy: Policy): Promise<void> {
    const { seq, documentHash } = record.rules;
    await this.keepText(tx, policy);
    const parameters = JSON.stringify(policy.parameters);
    const hashes = [rulesHash(record), writeRulesRecord(record), documentHash, fromHex(policy.hash)];
    await tx.query(ADD_RECORD, [seq, ...hashes, parameters]);
  }
}

import { Injectable } from '@nestjs/common';
import { rulesHash, type RulesRecord, writeRulesRecord } from '@sealbridge/directory';
import type { Policy } from '@sealbridge/policy';
import { fromHex, toHex } from '@sealbridge/sodium';
import { rulesHashOf } from '@sealbridge/transparency';

import type { Transaction } from '../platform/database/transaction.js';

import { ADD_RECORD, CHAIN, KEEP_TEXT, PLACES, RECORDS } from './policy.sql.js';

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

/** Hex of the `rules_hash` of a record → index of its first entry on the log. */
export type Places = ReadonlyMap<string, number>;

/** The signed records of the policy, and the texts that decisions name. Both are only ever added. */
@Injectable()
export class PolicyRepository {
  /** Keeps the text of a policy. Needs a context that may write the directory. */
  async keepText(tx: Transaction, { hash, text }: Policy): Promise<void> {
    await tx.query(KEEP_TEXT, [fromHex(hash), text]);
  }

  /** The bytes of every record, from the first. */
  async chain(tx: Transaction): Promise<Uint8Array[]> {
    const rows = await tx.query<{ record: Uint8Array }>(CHAIN);
    return rows.map(({ record }) => new Uint8Array(record));
  }

  /** Where records were entered on the log. */
  async places(tx: Transaction): Promise<Places> {
    const rows = await tx.query<{ index: number; entry: Uint8Array }>(PLACES);
    const places = new Map<string, number>();
    for (const { index, entry } of rows) {
      const hash = rulesHashOf(new Uint8Array(entry));
      if (hash !== null && !places.has(toHex(hash))) places.set(toHex(hash), index);
    }
    return places;
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

import { Injectable } from '@nestjs/common';
import type { VaultStatement } from '@sealbridge/envelope';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

/** A vault about to be stored, with what its device signed. */
export interface NewVault {
  readonly statement: VaultStatement;
  readonly bytes: Uint8Array;
  readonly statementBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** The newest vault of a device. */
export interface VaultRow {
  readonly vaultId: Id;
  readonly version: number;
  readonly vault: Uint8Array;
  readonly statement: Uint8Array;
  readonly signature: Uint8Array;
  readonly ways: readonly string[];
  readonly putAt: Date;
}

/** A vault that words find, and whose it is. */
export interface FoundVault {
  readonly device: Id;
  readonly organisation: Id;
  readonly member: Id;
  readonly vault: Uint8Array;
}

/** Of two at once the second waits, and finds another vault there than the one it was compared with. */
const PUT = {
  name: 'vault-put',
  text: `insert into vault (device_id, vault_id, version, bytes, statement, signature, ways, words_lookup, words_pk)
    values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9)
    on conflict (device_id) do update set vault_id = excluded.vault_id, version = excluded.version, bytes = excluded.bytes,
      statement = excluded.statement, signature = excluded.signature, ways = excluded.ways,
      words_lookup = excluded.words_lookup, words_pk = excluded.words_pk, put_at = now()
    where vault.version < excluded.version and vault.statement = $10 returning version`,
};

const OF_DEVICE = {
  name: 'vault-of-device',
  text: `select vault_id as "vaultId", version::float8 as version, bytes as vault, statement, signature, ways, put_at as "putAt"
    from vault where device_id = $1`,
};

const BY_WORDS = {
  name: 'vault-by-words',
  text: 'select device, org as organisation, member, bytes as vault from vault_by_words($1)',
};

/** The newest vault of each device. */
@Injectable()
export class VaultRepository {
  /**
   * Stores a vault in the place of the older one with this statement, or where there is none; false when the one that is there is another,
   * or not older.
   */
  async put(
    tx: Transaction,
    { statement, bytes, statementBytes, signature }: NewVault,
    older: Uint8Array | null,
  ): Promise<boolean> {
    const { device, vaultId, version, ways, words } = statement;
    const kinds = ways.map(({ kind }) => kind);
    const byWords = [words?.lookupSha256 ?? null, words?.publicKey ?? null];
    const stored = [device, vaultId, version, bytes, statementBytes, signature, kinds, ...byWords];
    const rows = await tx.query(PUT, [...stored, older]);
    return rows.length === 1;
  }

  /** The vault of a device; null when it has none. */
  async ofDevice(tx: Transaction, device: Id): Promise<VaultRow | null> {
    const [row] = await tx.query<VaultRow>(OF_DEVICE, [device]);
    return row ?? null;
  }

  /** The vault that words of this look-up hash open; null when there is none. */
  async byWords(tx: Transaction, lookupSha256: Uint8Array): Promise<FoundVault | null> {
    const [row] = await tx.query<FoundVault>(BY_WORDS, [lookupSha256]);
    return row ?? null;
  }
}

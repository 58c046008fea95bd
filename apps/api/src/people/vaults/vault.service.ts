import { Injectable } from '@nestjs/common';
import { EnvelopeError, operationDigest, parseVaultStatement, type VaultStatement } from '@sealbridge/envelope';
import { equal, sha256, verifyTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { isUniqueViolation } from '../../platform/database/unique-violation.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure } from '../../platform/graphql/user-error.js';

import { PeopleRepository } from '../people.repository.js';
import { CLOCK_SKEW_SECONDS } from '../session-rules.js';
import { SessionSettings } from '../session-settings.js';
import { MAX_VAULT_BYTES, MAX_VAULT_VERSION } from './vault-rules.js';
import { VaultRepository, type NewVault, type VaultRow } from './vault.repository.js';
import { PutVaultPayload, type PutVaultInput, type StoredVault } from './vault.types.js';

const MS_PER_SECOND = 1000;

/** Keeps the vault of each device (docs/reference/vault.md): what it holds nobody here can read. */
@Injectable()
export class VaultService {
  constructor(
    private readonly access: Access,
    private readonly vaults: VaultRepository,
    private readonly people: PeopleRepository,
    private readonly node: NodeIdentity,
    private readonly settings: SessionSettings,
  ) {}

  /** May be called by any signed-in member for the device of the session, which signed the statement. Versions only rise. */
  put(caller: Caller, input: PutVaultInput): Promise<PutVaultPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      const offered = await this.access.read(caller, 'vault.put', () => this.#read(input));
      const { statement, signature } = input;
      let older: Uint8Array | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'vault.put',
        operation: operationDigest('putVault', [statement]),
        deviceRequest: { bytes: statement, signature },
        detail: {
          object: { type: 'vault', id: offered.statement.vaultId, version: offered.statement.version, hash: null },
          idempotencyKey: input.clientMutationId,
        },
        resource: async (tx) => {
          const stored = await this.vaults.ofDevice(tx, device);
          older = stored?.statement ?? null;
          const proved = await this.#signed(tx, device, input);
          const sameWays =
            stored !== null && waysOf(parseVaultStatement(stored.statement)) === waysOf(offered.statement);
          return { type: 'Vault', attributes: { device: offered.statement.device, proved, sameWays } };
        },
        work: async (_permit, tx) => {
          if (older === null || !equal(older, statement)) await this.#store(tx, offered, older);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { version, ways } = offered.statement;
      return asType(PutVaultPayload, { clientMutationId: input.clientMutationId, version, waysIn: ways.length });
    });
  }

  /** May be called by any signed-in member, for the device of the session; null when it has put none. */
  async own(caller: Caller): Promise<StoredVault | null> {
    const { device } = sessionOf(caller);
    const outcome = await this.access.perform(caller, {
      action: 'vault.read',
      resource: () => Promise.resolve({ type: 'Vault', attributes: { device } }),
      work: (permit, tx) => this.vaults.ofDevice(tx, permit.member.device),
    });
    const row = answerOf(outcome, null);
    return row === null ? null : storedVault(row);
  }

  /** Throws Rejected for what is not a vault with the statement over it, made for this server and now. */
  #read({ vault, statement: statementBytes, signature }: PutVaultInput): NewVault {
    if (vault.length > MAX_VAULT_BYTES) throw new Rejected(invalid('E_SIZE', 'the vault is too large', 'vault'));
    const statement = parse(statementBytes);
    const { origin, nodeKeyId, time, vaultSha256, version } = statement;
    if (version > MAX_VAULT_VERSION) throw new Rejected(invalid('E_FIELD', 'the version is too high', 'statement'));
    if (origin !== this.settings.origin || !equal(nodeKeyId, this.node.keyId)) {
      throw new Rejected(invalid('E_ORIGIN', 'the statement is for another server', 'statement'));
    }
    if (Math.abs(time - Date.now() / MS_PER_SECOND) > CLOCK_SKEW_SECONDS) {
      throw new Rejected(invalid('E_CLOCK', 'the clock of the device is off', 'statement'));
    }
    if (!equal(vaultSha256, sha256(vault))) {
      throw new Rejected(invalid('E_HASH', 'the statement is of another vault', 'vault'));
    }
    return { statement, bytes: vault, statementBytes, signature };
  }

  async #signed(tx: Transaction, device: Id, { statement, signature }: PutVaultInput): Promise<boolean> {
    const key = await this.people.signKey(tx, device);
    return key !== null && verifyTyped('sr1.vault', statement, signature, key);
  }

  /** What was judged is what is replaced: ways in that somebody else changed meanwhile were not compared. */
  async #store(tx: Transaction, vault: NewVault, older: Uint8Array | null): Promise<void> {
    try {
      if (await this.vaults.put(tx, vault, older)) return;
    } catch (error) {
      if (!isUniqueViolation(error, 'vault_words_lookup_key')) throw error;
      throw new Rejected(invalid('E_WORDS_USED', 'these words open another vault; make new ones', 'statement'));
    }
    throw new Rejected(conflict('a vault of this version, or a newer one, is there'));
  }
}

function parse(bytes: Uint8Array): VaultStatement {
  try {
    return parseVaultStatement(bytes);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Rejected(invalid(error.code, error.message, 'statement'));
    throw error;
  }
}

/** Everything by which somebody gets in, as one text to compare. */
function waysOf({ vaultId, ways, words }: VaultStatement): string {
  const byWords = words === null ? null : [...words.lookupSha256, ...words.publicKey];
  return JSON.stringify([vaultId, ways.map(({ kind, id }) => [kind, id]), byWords]);
}

function storedVault({ vaultId, version, vault, ways, putAt, statement, signature }: VaultRow): StoredVault {
  return { vaultId, version, vault, ways: [...ways], putAt, statement, signature };
}

// What the device itself said of its vault when it put it: a server gives it back, and is not believed without the signature.
import { EnvelopeError, parseVaultStatement, type VaultStatement } from '@sealbridge/envelope';
import type { OpenVault } from '@sealbridge/keyring';
import { equal, sha256, verifyTyped } from '@sealbridge/sodium';

import { WorkFailure } from './failure.js';
import type { WordsMark } from './store.js';

/** A vault as the server gave it, with the statement it was put with. */
export interface StoredVault {
  /** VAULT bytes. */
  readonly bytes: Uint8Array;
  /** VAULT PUT bytes. */
  readonly statement: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * What the words of the open vault give, for it to be put again without the paper; null where it has no words, or the statement is of
 * others. Throws WorkFailure (`verification`, E_VAULT_STATEMENT) unless the key in the vault signed the statement, over these very bytes.
 */
export function wordsOfStored(vault: OpenVault, stored: StoredVault): WordsMark | null {
  const statement = verified(vault, stored);
  const held = vault.unlockers.find(({ params }) => params.kind === 'words');
  const isListed = statement.ways.some(({ kind, id }) => kind === 'words' && id === held?.id);
  return held === undefined || !isListed ? null : statement.words;
}

function verified({ keys, vaultId }: OpenVault, { bytes, statement, signature }: StoredVault): VaultStatement {
  if (!verifyTyped('sr1.vault', statement, signature, keys.sign.publicKey)) throw otherStatement();
  const said = read(statement);
  const isOfThis = said.device === keys.device && said.vaultId === vaultId && equal(said.vaultSha256, sha256(bytes));
  if (!isOfThis) throw otherStatement();
  return said;
}

function read(statement: Uint8Array): VaultStatement {
  try {
    return parseVaultStatement(statement);
  } catch (error) {
    if (error instanceof EnvelopeError) throw otherStatement();
    throw error;
  }
}

function otherStatement(): WorkFailure {
  return new WorkFailure({ code: 'E_VAULT_STATEMENT', kind: 'verification' });
}

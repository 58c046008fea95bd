import { MyVaultDocument, PutVaultDocument } from '@sealbridge/api-client';
import { type Way, writeVaultStatement } from '@sealbridge/envelope';
import type { SealedVault } from '@sealbridge/keyring';
import { fromBase64, sha256, signTyped, toBase64 } from '@sealbridge/sodium';

import { call, payload } from '../session/call.js';
import type { Person } from '../session/person.js';
import { withStepUp } from '../session/step-up.js';

/** What is said of a vault beside its bytes. */
export interface VaultSaid {
  /** Every way to the keys of this device, a key file beside the vault too. */
  readonly ways: readonly Way[];
  /** What the words of the vault give; null without words. */
  readonly words: { readonly lookup: Uint8Array; readonly publicKey: Uint8Array } | null;
}

/** A vault as the server keeps it for this device. */
export interface KeptVault {
  readonly version: number;
  readonly bytes: Uint8Array;
  /** Kinds of the ways in. */
  readonly ways: readonly string[];
}

/**
 * Gives the vault of this device to the server, with the signed statement of who opens it. Gives the number of ways in that count now.
 * Throws a ClientError: `conflict` when the server has this version or a newer one, `usage` with E_WORDS_USED for words of another vault.
 */
export async function putVault(person: Person, { bytes, vault }: SealedVault, said: VaultSaid): Promise<number> {
  const { server, node, keys, client } = person;
  const statement = writeVaultStatement({
    origin: server,
    nodeKeyId: node.keyId,
    device: keys.device,
    vaultId: vault.vaultId,
    version: vault.version,
    vaultSha256: sha256(bytes),
    ways: said.ways,
    words: said.words === null ? null : { lookupSha256: sha256(said.words.lookup), publicKey: said.words.publicKey },
    time: Math.floor(Date.now() / 1000),
  });
  const input = {
    clientMutationId: crypto.randomUUID(),
    vault: toBase64(bytes),
    statement: toBase64(statement),
    signature: toBase64(signTyped('sr1.vault', statement, keys.sign.privateKey)),
  };
  return withStepUp(person, { mutation: 'putVault', parts: [statement] }, async () => {
    const answer = await call(() => client.request(PutVaultDocument, { input }));
    return payload(answer.putVault, 'PutVaultPayload').waysIn;
  });
}

/** The vault that the server keeps for this device; null when it keeps none. */
export async function keptVault({ client }: Pick<Person, 'client'>): Promise<KeptVault | null> {
  const { myVault } = await call(() => client.request(MyVaultDocument, {}));
  return myVault === null ? null : { version: myVault.version, bytes: fromBase64(myVault.vault), ways: myVault.ways };
}

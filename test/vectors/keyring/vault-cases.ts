// Vaults written straight from docs/reference/vault.md, right or wrong in one way.
import type { CborValue } from '@sealbridge/cbor';
import { concat, toBase64Url, toHex } from '@sealbridge/sodium';
import { fresh, idBytes, MIB, valueByHand, vaultByHand, type HandVault } from './vault-by-hand.js';

const PASSPHRASE = 'correct horse battery staple';

/** The cases of vault.json. */
export function vaultCases(): object[] {
  const whole = vaultByHand();
  const words = { kind: 'words', entropy: toHex(fresh('entropy')) };
  const passkey = { kind: 'passkey', credentialId: toHex(fresh('credential')), prfOutput: toHex(fresh('prf')) };
  const passphrase = { kind: 'passphrase', passphrase: PASSPHRASE };
  const value = valueByHand();
  const ok = { value };
  const bad = { error: 'E_VAULT' };
  const closed = { error: 'E_VAULT_UNLOCK' };
  const parameters = { error: 'E_VAULT_PARAMETERS' };
  const made = (change: HandVault): Uint8Array => vaultByHand(change);
  const argon = (key: number, value: CborValue): Uint8Array =>
    made({ shownParams: (kind, params) => (kind === 'passphrase' ? new Map([...params, [key, value]]) : params) });
  const shownPasskey = (key: number, value: CborValue): Uint8Array =>
    made({ shownParams: (kind, params) => (kind === 'passkey' ? new Map([...params, [key, value]]) : params) });
  const cases: [string, Uint8Array, object, object, number?][] = [
    ['by its passkey', whole, passkey, ok],
    ['by its words', whole, words, ok],
    ['by its passphrase', whole, passphrase, ok],
    [
      'with nothing seen yet',
      made({ fresh: true }),
      words,
      { value: { ...value, checkpoint: null, known: [null, 0, 0] } },
    ],
    ['of the version that is known', whole, words, ok, 7],
    ['of an older version than is known', whole, words, { error: 'E_VAULT_ROLLED_BACK' }, 8],
    ['another output of the passkey', whole, { ...passkey, prfOutput: toHex(fresh('prf 2')) }, closed],
    ['an output of 31 bytes', whole, { ...passkey, prfOutput: toHex(fresh('prf').slice(1)) }, closed],
    ['another passkey', whole, { ...passkey, credentialId: toHex(fresh('credential 2')) }, closed],
    ['other words', whole, { ...words, entropy: toHex(fresh('entropy 2')) }, closed],
    ['another passphrase', whole, { ...passphrase, passphrase: `${PASSPHRASE} ` }, closed],
    ['the output of the passkey given as words', whole, { ...words, entropy: toHex(fresh('prf')) }, closed],
    ['two passes', argon(1, 2), words, parameters],
    ['eleven passes', argon(1, 11), words, parameters],
    ['less than 256 MiB', argon(2, 256 * MIB - 1), passphrase, parameters],
    ['what is enough for a key file', argon(2, 64 * MIB), passphrase, parameters],
    ['more than 1 GiB', argon(2, 1024 * MIB + 1), passphrase, parameters],
    ['another key derivation', argon(0, 'argon2i13'), words, bad],
    ['another salt of the passphrase, opened by words', argon(3, fresh('salt 2').slice(0, 16)), words, bad],
    ['another rp id', shownPasskey(1, 'evil.example'), passkey, closed],
    ['another rp id, opened by words', shownPasskey(1, 'evil.example'), words, bad],
    ['another salt of the passkey', shownPasskey(2, fresh('prf salt 2')), passkey, closed],
    ['another next salt of the passkey', shownPasskey(3, fresh('next salt 2')), passkey, closed],
    ['a short salt of the passkey', shownPasskey(2, fresh('prf salt').slice(1)), words, bad],
    ['the id of another passkey', shownPasskey(0, fresh('credential 2')), words, bad],
    ['a passkey with one thing more', shownPasskey(4, 1), words, bad],
    [
      'words with parameters',
      made({ shownParams: (kind, p) => (kind === 'words' ? new Map([[0, 1]]) : p) }),
      words,
      bad,
    ],
    [
      'an unlocker of another vault',
      made({ shown: (own) => own.with(1, unlockersOf({ vaultId: 'vault 2', accountSalt: 'account 2' })[1] ?? own[1]) }),
      words,
      closed,
    ],
    [
      'an unlocker of another vault with the same salt',
      made({ shown: (own) => own.with(1, unlockersOf({ vaultId: 'vault 2' })[1] ?? own[1]) }),
      words,
      bad,
    ],
    ['a passkey left out', made({ shown: (own) => own.slice(1) }), words, bad],
    ['a passkey put back that was taken out', made({ listed: (hashes) => hashes.slice(1) }), passkey, bad],
    ['two unlockers that changed places', made({ shown: ([a, b, ...rest]) => [b, a, ...rest] }), words, bad],
    ['an unlocker twice', made({ shown: ([a, ...rest]) => [a, a, ...rest] }), words, bad],
    ['no unlocker', made({ shown: () => [] }), words, bad],
    ['seventeen unlockers', made({ shown: (own) => Array.from({ length: 17 }, () => own[0]) }), words, bad],
    ['an unlocker of another kind', made({ shownKind: (kind) => (kind === 'words' ? 'email' : kind) }), words, bad],
    ['another wrap of the key', made({ shownWrapped: (wrapped) => flipped(wrapped, 30) }), words, bad],
    ['another commitment', made({ shownCommitment: (commitment) => flipped(commitment, 3) }), words, closed],
    ['a higher version in the header', made({ header: (own) => new Map([...own, [2, 8]]) }), words, bad, 8],
    ['version 0', made({ header: (own) => new Map([...own, [2, 0]]) }), words, bad],
    ['another vault id', made({ header: (own) => new Map([...own, [1, idBytes('vault 2')]]) }), words, bad],
    ['another account salt', made({ header: (own) => new Map([...own, [3, fresh('account 2')]]) }), words, closed],
    [
      'another device in the header',
      made({ header: (own) => new Map([...own, [4, idBytes('device 2')]]) }),
      words,
      bad,
    ],
    ['a header with one thing more', made({ header: (own) => new Map([...own, [5, 0]]) }), words, bad],
    ['the contents of another version', made({ sealedAs: (own) => new Map([...own, [2, 6]]) }), words, bad],
    ['keys of another device', made({ device: 'device 2' }), words, bad],
    ['contents with one thing more', made({ contents: (own) => new Map([...own, [6, 0]]) }), words, bad],
    ['contents of another format', made({ contents: (own) => new Map([...own, [0, 'sr2vc']]) }), words, bad],
    ['pins with one thing more', made({ pins: (own) => new Map([...own, [8, 0]]) }), words, bad],
    ['pins that are altered in the sealed part', made({ shownSealed: (sealed) => flipped(sealed, 300) }), words, bad],
    ['a role that is none', made({ pins: (own) => new Map([...own, [4, ['king']]]) }), words, bad],
    [
      'roles that are not sorted',
      made({ pins: (own) => new Map([...own, [4, ['org_admin', 'analyst']]]) }),
      words,
      bad,
    ],
    [
      'a policy of more than 16 KiB',
      made({ pins: (own) => new Map([...own, [6, 'x'.repeat(16 * 1024 + 1)]]) }),
      words,
      bad,
    ],
    ['another format', made({ format: 'sr2v' }), words, bad],
    ['the first half', whole.slice(0, whole.length / 2), words, bad],
    ['a byte too many', concat(whole, new Uint8Array(1)), words, bad],
    ['more than 32 KiB', made({ shownSealed: (sealed) => concat(sealed, new Uint8Array(32 * 1024)) }), words, bad],
    ['nothing', new Uint8Array(0), words, bad],
  ];
  return cases.map(([description, vault, key, expect, known = null]) => ({
    description,
    vault: toBase64Url(vault),
    key,
    known,
    expect,
  }));
}

function unlockersOf(change: HandVault): Uint8Array[] {
  const found: Uint8Array[] = [];
  vaultByHand({
    ...change,
    shown: (own) => {
      found.push(...own.filter((one) => one instanceof Uint8Array));
      return own;
    },
  });
  return found;
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ 1);
}

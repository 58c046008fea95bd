// Runs the vectors of this folder: a plain function on parsed JSON, for Node and for a browser. Call `ready()` of
// @sealbridge/sodium before.
import {
  aeadOpen,
  argon2id,
  CryptoError,
  deriveKemPublicKey,
  deriveSigningKeyPair,
  fromBase64,
  fromBase64Url,
  fromHex,
  fromUtf8,
  hashTyped,
  hkdfSha256,
  hmacSha256,
  hpkeOpen,
  isAcceptableKemKey,
  isAcceptableSigningKey,
  makeStreamOpener,
  sha256,
  signTyped,
  toHex,
  utf8,
  verifyTyped,
  type SignatureDomain,
} from '@sealbridge/sodium';

/** One operation on hexadecimal (or named) inputs. */
export interface SodiumCase {
  readonly description: string;
  readonly operation: keyof typeof OPERATIONS;
  readonly input: Readonly<Record<string, string>>;
  readonly expect: { readonly error?: string; readonly value?: unknown };
}

/** A file of this folder. */
export interface SodiumVectors {
  readonly description: string;
  readonly cases: readonly SodiumCase[];
}

/** Runs one file; gives a line for each case that came out otherwise than expected. */
export function runSodiumVectors({ cases }: SodiumVectors): string[] {
  return cases.flatMap(({ description, operation, input, expect }) => {
    const outcome = JSON.stringify(outcomeOf(() => OPERATIONS[operation]((name) => input[name] ?? '')));
    return outcome === JSON.stringify(expect) ? [] : [`${description}: ${outcome}`];
  });
}

function outcomeOf(run: () => unknown): { error?: string; value?: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof CryptoError) return { error: error.code };
    throw error;
  }
}

type Input = (name: string) => string;

const OPERATIONS = {
  sha256: (input: Input) => toHex(sha256(fromHex(input('message')))),
  hmacSha256: (input: Input) => toHex(hmacSha256(fromHex(input('key')), fromHex(input('message')))),
  hkdfSha256: (input: Input) =>
    toHex(
      hkdfSha256({
        ikm: fromHex(input('ikm')),
        salt: fromHex(input('salt')),
        info: fromHex(input('info')),
        length: Number(input('length')),
      }),
    ),
  hashTyped: (input: Input) => toHex(hashTyped(input('domain') as SignatureDomain, fromHex(input('body')))),
  signTyped: (input: Input) => {
    const { privateKey } = deriveSigningKeyPair(fromHex(input('seed')));
    return toHex(signTyped(input('domain') as SignatureDomain, fromHex(input('body')), privateKey));
  },
  verifyTyped: (input: Input) =>
    verifyTyped(
      input('domain') as SignatureDomain,
      fromHex(input('body')),
      fromHex(input('signature')),
      fromHex(input('publicKey')),
    ),
  isAcceptableSigningKey: (input: Input) => isAcceptableSigningKey(fromHex(input('publicKey'))),
  isAcceptableKemKey: (input: Input) => isAcceptableKemKey(fromBase64Url(input('publicKey'))),
  kemPublicKey: (input: Input) => toHex(sha256(deriveKemPublicKey(fromHex(input('seed'))))),
  hpkeOpen: (input: Input) =>
    toHex(
      hpkeOpen({
        seed: fromHex(input('seed')),
        enc: fromBase64Url(input('enc')),
        ct: fromHex(input('ct')),
        info: fromHex(input('info')),
        aad: fromHex(input('aad')),
      }),
    ),
  aeadOpen: (input: Input) =>
    toHex(aeadOpen({ key: fromHex(input('key')), sealed: fromHex(input('sealed')), aad: fromHex(input('aad')) })),
  streamOpen: (input: Input) => {
    const opener = makeStreamOpener(fromHex(input('key')), fromHex(input('header')));
    return input('chunks')
      .split(' ')
      .map((ct, index) => opener.pull(fromHex(ct), index === 0 ? { aad: fromHex(input('aad')) } : {}))
      .map(({ chunk, last }) => `${toHex(chunk)} ${last ? 'last' : 'more'}`);
  },
  argon2id: (input: Input) =>
    toHex(
      argon2id({
        passphrase: utf8(input('passphrase')),
        salt: fromHex(input('salt')),
        opsLimit: Number(input('passes')),
        memLimitBytes: Number(input('memory')),
        length: Number(input('length')),
      }),
    ),
  fromHex: (input: Input) => toHex(fromHex(input('text'))),
  fromBase64: (input: Input) => toHex(fromBase64(input('text'))),
  fromBase64Url: (input: Input) => toHex(fromBase64Url(input('text'))),
  fromUtf8: (input: Input) => fromUtf8(fromHex(input('bytes'))),
};

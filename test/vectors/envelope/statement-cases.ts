// Statements about keys (docs/reference/vault.md, recovery.md), written by hand, and the digest of an operation.
import { encode, type CborValue } from '@sealbridge/cbor';
import { concat, sha256, toBase64Url, toHex, utf8 } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { numbered } from './by-hand.js';
import { fresh, freshId } from './content.js';

const ORIGIN = 'http://localhost:4000';
const TIME = 1_764_000_000;

/** The cases of statements.json. */
export function statementCases(): object[] {
  const again = { value: { again: true } };
  const cbor = { error: 'E_CBOR' };
  const field = { error: 'E_FIELD' };
  const suite = { error: 'E_SUITE' };
  const device = idToBytes(freshId('device'));
  const id = (label: string): Uint8Array => idToBytes(freshId(label));
  const passkey = numbered(
    'sr1pk',
    ORIGIN,
    fresh('node'),
    fresh('nonce'),
    device,
    fresh('credential'),
    fresh('c'),
    fresh('a'),
    TIME,
  );
  const stepUp = numbered('sr1su', ORIGIN, fresh('node'), fresh('nonce'), device, fresh('operation'), TIME);
  const share = numbered(
    'sr1rs',
    ORIGIN,
    fresh('node'),
    id('recovery'),
    device,
    id('other'),
    fresh('contribution'),
    TIME,
  );
  const vault = numbered(
    'sr1vp',
    ORIGIN,
    fresh('node'),
    device,
    id('vault'),
    3,
    fresh('vault'),
    [
      ['key_file', device],
      ['passkey', new Uint8Array(16).fill(1)],
      ['passkey', new Uint8Array(16).fill(2)],
      ['words', new Uint8Array(16).fill(0)],
    ],
    fresh('lookup'),
    fresh('words key'),
    TIME,
  );
  const set = (fields: typeof vault, ...changes: [number, CborValue][]): typeof vault =>
    new Map([...fields, ...changes]);
  const ways = (...list: [string, number][]): CborValue =>
    list.map(([kind, fill]) => [kind, new Uint8Array(16).fill(fill)]);
  const many = Array.from({ length: 17 }, (_, at): [string, number] => ['passkey', at]);
  const noWords: [number, CborValue][] = [
    [8, null],
    [9, null],
  ];
  const cases: [string, string, typeof vault, object][] = [
    ['passkey', 'passkey', passkey, again],
    ['passkey with a credential id of 1,023 bytes', 'passkey', set(passkey, [5, new Uint8Array(1023)]), again],
    ['passkey with a credential id of 1,024 bytes', 'passkey', set(passkey, [5, new Uint8Array(1024)]), cbor],
    ['passkey with no credential id', 'passkey', set(passkey, [5, new Uint8Array(0)]), cbor],
    ['passkey with a nonce of 16 bytes', 'passkey', set(passkey, [3, new Uint8Array(16)]), cbor],
    ['passkey with one thing more', 'passkey', set(passkey, [9, 0]), cbor],
    ['passkey read as a step-up', 'stepUp', passkey, suite],
    ['step-up', 'stepUp', stepUp, again],
    ['step-up with a short operation', 'stepUp', set(stepUp, [5, new Uint8Array(31)]), cbor],
    ['step-up without a device', 'stepUp', set(stepUp, [4, null]), cbor],
    ['recovery share', 'recoveryShare', share, again],
    ['recovery share without whom it is for', 'recoveryShare', set(share, [5, null]), cbor],
    ['vault', 'vault', vault, again],
    ['vault without words', 'vault', set(vault, [7, ways(['passkey', 1], ['passkey', 2])], ...noWords), again],
    ['vault with sixteen ways', 'vault', set(vault, [7, ways(...many.slice(1))], ...noWords), again],
    ['vault with seventeen ways', 'vault', set(vault, [7, ways(...many)], ...noWords), cbor],
    ['vault with no way', 'vault', set(vault, [7, []], ...noWords), field],
    ['vault with version 0', 'vault', set(vault, [5, 0]), field],
    ['vault with ways that are not sorted', 'vault', set(vault, [7, ways(['words', 0], ['passkey', 1])]), field],
    ['vault with a way twice', 'vault', set(vault, [7, ways(['passkey', 1], ['passkey', 1])], ...noWords), field],
    ['vault with words twice', 'vault', set(vault, [7, ways(['words', 1], ['words', 2])]), field],
    [
      'vault with two passphrases',
      'vault',
      set(vault, [7, ways(['passphrase', 1], ['passphrase', 2])], ...noWords),
      field,
    ],
    ['vault with the key file of another device', 'vault', set(vault, [7, ways(['key_file', 9], ['words', 1])]), field],
    ['vault with a way of another kind', 'vault', set(vault, [7, ways(['email', 1], ['words', 1])]), cbor],
    ['vault with words and nothing of them', 'vault', set(vault, ...noWords), field],
    ['vault with half of the words', 'vault', set(vault, [9, null]), field],
    ['vault with what words give and no words', 'vault', set(vault, [7, ways(['passkey', 1])]), field],
    ['vault read as a passkey', 'passkey', vault, suite],
  ];
  return [
    ...cases.map(([description, part, fields, expect]) => {
      const input = encode(fields);
      const challenge = part === 'stepUp' && expect === again ? { again: true, challenge: challengeOf(input) } : null;
      return {
        description,
        part,
        input: toBase64Url(input),
        expect: challenge === null ? expect : { value: challenge },
      };
    }),
    ...operationCases(),
  ];
}

function challengeOf(stepUp: Uint8Array): string {
  return toHex(sha256(concat(utf8(`DSSEv1 10 sr1.stepup ${stepUp.length} `), stepUp)));
}

function operationCases(): object[] {
  const cases: [string, Uint8Array[]][] = [
    ['removePasskey', [fresh('credential')]],
    ['submitReport', [fresh('core'), fresh('grant set')]],
    ['putVault', []],
  ];
  return cases.map(([mutation, parts]) => ({
    description: `operation ${mutation} with ${parts.length} parts`,
    part: 'operation',
    input: [mutation, ...parts.map(toHex)].join(' '),
    expect: { value: toHex(sha256(encode([mutation, ...parts.map((part) => sha256(part))]))) },
  }));
}

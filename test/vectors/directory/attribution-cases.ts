// The term of an agreement that may be left out, right or wrong in one way.
import { decodeStrict, encode, type CborValue } from '@sealbridge/cbor';
import { rootSigner, signAgreement, writeAgreement, type EventSigner } from '@sealbridge/directory';
import { toBase64Url } from '@sealbridge/sodium';
import type { Attribution } from '@sealbridge/vocabulary';
import { idToBytes } from '@sealbridge/vocabulary';
import { FIXTURE_ORIGIN, type FixtureOrg } from '../../support/directory-fixture.js';
import type { VectorWorld } from './vector-world.js';

const MAX_BYTES = 65_536;
const KEY = 17;
/** Kind of signer. */
const ROOT = 0;

/** The cases of attribution.json. */
export function attributionCases({ agreement, harbour, northgate }: VectorWorld): object[] {
  const parties = [harbour.org, northgate.org];
  const said = (attribution: Attribution): Uint8Array => writeAgreement({ ...agreement.agreement, attribution });
  const withEntry = (key: number, value: CborValue): Uint8Array => {
    const body = decodeStrict(agreement.bytes, { maxBytes: MAX_BYTES }) as ReadonlyMap<number, CborValue>;
    return encode(new Map([...body, [key, value]]));
  };
  const cases = [
    {
      description: 'left out: must_not, in the bytes from before there was the term',
      body: agreement.bytes,
      expect: { value: { version: 1, attribution: 'must_not' } },
    },
    {
      description: 'must_not is not written',
      body: said('must_not'),
      expect: { value: { version: 1, attribution: 'must_not' } },
    },
    { description: 'may', body: said('may'), expect: { value: { version: 1, attribution: 'may' } } },
    { description: 'must', body: said('must'), expect: { value: { version: 1, attribution: 'must' } } },
    {
      description: 'must_not that is written: a second encoding',
      body: withEntry(KEY, 'must_not'),
      expect: { error: 'E_RECORD' },
    },
    { description: 'another word', body: withEntry(KEY, 'perhaps'), expect: { error: 'E_RECORD' } },
    { description: 'in capitals', body: withEntry(KEY, 'MAY'), expect: { error: 'E_RECORD' } },
    { description: 'null', body: withEntry(KEY, null), expect: { error: 'E_RECORD' } },
    { description: 'a list', body: withEntry(KEY, ['may']), expect: { error: 'E_RECORD' } },
    { description: 'a term that there is not', body: withEntry(KEY + 1, 'may'), expect: { error: 'E_RECORD' } },
    {
      description: 'signatures over the terms without it',
      body: said('may'),
      signed: agreement.bytes,
      expect: { error: 'E_SIGNATURE' },
    },
    {
      description: 'signatures over the terms with it, which is left out',
      body: agreement.bytes,
      signed: said('must'),
      expect: { error: 'E_SIGNATURE' },
    },
  ];
  return cases.map(({ description, body, signed = body, expect }) => ({
    description,
    record: toBase64Url(encode([body, signatures(signed, parties)])),
    previous: null,
    origin: FIXTURE_ORIGIN,
    expect,
  }));
}

/** As in an agreement record, of terms that need not parse. */
function signatures(body: Uint8Array, parties: readonly FixtureOrg[]): CborValue[] {
  return parties
    .flatMap(({ org, roots }) => roots.slice(0, 2).map((key) => ({ org, by: rootSigner(key.sign) })))
    .map(({ org, by }: { org: FixtureOrg['org']; by: EventSigner }) => signAgreement(body, org, by))
    .sort((a, b) => (a.org + a.signer < b.org + b.signer ? -1 : 1))
    .map(({ org, signer, signature }) => [ROOT, idToBytes(org), idToBytes(signer), signature]);
}

// Steps 13 to 17 of the reader order, and the form of grants and grant sets.
import { deriveKemPublicKey, equal, toBase64Url, toHex } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { FIXTURE_HOUR, FIXTURE_NOW } from '../../support/directory-fixture.js';
import { field, sealByHand, type Change, type Deviations } from './by-hand.js';
import { fresh, freshId } from './content.js';
import type { Case } from './case.js';
import type { EnvelopeWorld } from './world.js';

const YEAR = 24 * 365;

/** Cases about the grant, its purpose, term, agreement and key. */
export function grantCases(world: EnvelopeWorld): Case[] {
  const one = (description: string, error: string | undefined, change: Deviations, reading?: object): Case => ({
    description,
    envelope: sealByHand(world, { noAttachment: true, ...change }),
    ...(error === undefined ? {} : { error }),
    ...(reading === undefined ? {} : { reading: { ...reading } }),
  });
  const { eastport, epochs, harbour, northgate } = world;
  const other = sealByHand(world, { noAttachment: true, dek: fresh('other dek') });
  const otherSeed = fresh('other seed');
  return [
    { description: 'opens' },
    { description: 'grant of another report', parts: { grant: toBase64Url(other.grant) }, error: 'E_GRANT' },
    one('grant that names another report', 'E_GRANT', { grant: field(1, idToBytes(freshId('other'))) }),
    one('grant of another version', 'E_GRANT', { grant: field(2, 2) }),
    one('grant of another report hash', 'E_GRANT', { grant: field(3, fresh('other')) }),
    one('grant of another recipient', 'E_GRANT', {
      grant: field(5, idToBytes(eastport.unit)),
      grantKey: epochs.eastport.kem.publicKey,
    }),
    {
      description: 'grant read by another unit with its own key',
      reading: { unit: reader(eastport.org.org, eastport.unit, epochs.eastport.kem.seed) },
      error: 'E_GRANT',
    },
    one('grant of another epoch', 'E_GRANT', { grant: field(6, 2) }),
    one('grant for another key', 'E_GRANT', { grantKey: deriveKemPublicKey(otherSeed) }),
    one('grant that is not in the set', 'E_GRANT', {
      listed: (hashes, ofGrant) => hashes.map((hash) => (equal(hash, ofGrant) ? fresh('more') : hash)).sort(byBytes),
    }),
    ...setCases(one),
    one('grant of another format', 'E_SUITE', { grant: field(0, 'sr2g') }),
    one('grant with an encapsulation that is too short', 'E_CBOR', { sealedGrant: field(13, new Uint8Array(1119)) }),
    one('grant that names half an agreement', 'E_FIELD', { grant: field(11, null) }),
    one('grant with purposes out of order', 'E_FIELD', {
      grant: field(8, ['victim_safeguarding', 'trafficking_investigation']),
    }),
    one('grant with a purpose that the policy has not', 'E_PURPOSE', {
      grant: field(8, ['threat_to_life', 'trafficking_investigation']),
    }),
    { description: 'purpose that the grant has not', reading: { purpose: 'threat_to_life' }, error: 'E_PURPOSE' },
    one('last hour of not_after', undefined, { grant: field(9, FIXTURE_HOUR + 1) }, { now: FIXTURE_NOW + 3599 }),
    one('not_after has passed', 'E_EXPIRED', { grant: field(9, FIXTURE_HOUR + 1) }, { now: FIXTURE_NOW + 3600 }),
    one('open_until of the policy has passed', 'E_EXPIRED', { policy: field(6, FIXTURE_HOUR) }),
    one('no agreement in the grant of another organisation', 'E_AGREEMENT', { grant: withoutAgreement }),
    { description: 'agreement that was not found', reading: { agreement: null }, error: 'E_AGREEMENT' },
    one('agreement of another version', 'E_AGREEMENT', { grant: field(11, fresh('other')) }),
    one('agreement of another id', 'E_AGREEMENT', { grant: field(10, idToBytes(freshId('other'))) }),
    one('agreement that the policy has not', 'E_AGREEMENT', { policy: field(7, []) }),
    one(
      'agreement that has ended',
      'E_AGREEMENT',
      { policy: field(6, FIXTURE_HOUR + 3 * YEAR), grant: field(9, FIXTURE_HOUR + 3 * YEAR) },
      { now: FIXTURE_NOW + 2 * YEAR * 3600 },
    ),
    one('agreement that has not begun', 'E_AGREEMENT', {}, { now: FIXTURE_NOW - 2 * 24 * 3600 }),
    one('own unit without an agreement', undefined, ownGrant(world), {
      unit: reader(harbour.org.org, harbour.unit, epochs.harbour.kem.seed),
      agreement: null,
    }),
    one('sealed with the info of a lockbox', 'E_KEY', { grantInfo: 'sr1/lockbox' }),
    one('terms changed after sealing: not_after', 'E_KEY', { sealedGrant: field(9, FIXTURE_HOUR + 24 * 364) }),
    one('terms changed after sealing: purposes', 'E_KEY', { sealedGrant: field(8, ['trafficking_investigation']) }),
    one('terms changed after sealing: grant id', 'E_KEY', { sealedGrant: field(4, idToBytes(freshId('other'))) }),
    one('sealed key with one bit flipped, listed', 'E_KEY', { sealedGrant: flippedAt(14, 0) }),
    one('encapsulation with one bit flipped in ML-KEM, listed', 'E_KEY', { sealedGrant: flippedAt(13, 0) }),
    one('encapsulation with one bit flipped in X25519, listed', 'E_KEY', { sealedGrant: flippedAt(13, 1119) }),
    one('encapsulation with a low-order X25519 part, listed', 'E_KEY', { sealedGrant: zeroedFrom(13, 1088) }),
    {
      description: 'reader of the right unit with another seed',
      reading: { unit: reader(northgate.org.org, northgate.unit, otherSeed) },
      error: 'E_GRANT',
    },
  ];
}

function setCases(one: (description: string, error: string | undefined, change: Deviations) => Case): Case[] {
  const more = (count: number): Uint8Array[] => Array.from({ length: count }, (_, index) => fresh(`more ${index}`));
  return [
    one('grant set filled to 16', undefined, { listed: (hashes) => [...hashes, ...more(8)].sort(byBytes) }),
    one('grant set not filled to a multiple of 8', 'E_FIELD', { listed: (hashes) => hashes.slice(0, 7) }),
    one('grant set with one value too many', 'E_FIELD', { listed: (hashes) => [...hashes, ...more(1)].sort(byBytes) }),
    one('grant set that is empty', 'E_FIELD', { listed: () => [] }),
    one('grant set in another order', 'E_FIELD', { listed: (hashes) => [...hashes].reverse() }),
    one('grant set with a value twice', 'E_FIELD', {
      listed: (hashes) => [...hashes.slice(0, 7), hashes[6] ?? fresh('')],
    }),
    one('grant set with a value of 31 bytes', 'E_CBOR', {
      listed: (hashes) => [new Uint8Array(31), ...hashes.slice(1)],
    }),
    one('grant set of 80 values', 'E_CBOR', { listed: (hashes) => [...hashes, ...more(72)].sort(byBytes) }),
  ];
}

function ownGrant({ harbour, epochs }: EnvelopeWorld): Deviations {
  const change: Change = (fields) => withoutAgreement(field(5, idToBytes(harbour.unit))(fields));
  return { grant: change, grantKey: epochs.harbour.kem.publicKey };
}

const withoutAgreement: Change = (fields) => field(11, null)(field(10, null)(fields));

function flippedAt(key: number, index: number): Change {
  return (fields) => {
    const bytes = (fields.get(key) as Uint8Array).slice();
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    return field(key, bytes)(fields);
  };
}

function zeroedFrom(key: number, start: number): Change {
  return (fields) => field(key, (fields.get(key) as Uint8Array).slice().fill(0, start))(fields);
}

function reader(org: string, unit: string, seed: Uint8Array): object {
  return { org, unit, epoch: 1, seed: toHex(seed) };
}

function byBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

// Open requests with a legal basis and the uses that were accepted, right or wrong in one way.
import { encode, type CborValue } from '@sealbridge/cbor';
import { toBase64Url } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { numbered, type HandEnvelope } from './by-hand.js';
import { fresh, freshId } from './content.js';
import type { EnvelopeWorld } from './world.js';

const ALL_USES = [
  'civil_litigation',
  'commercial_use',
  'employment_vetting',
  'immigration_enforcement_of_victims',
  'media_release',
  'onward_transfer_without_originator',
  'profiling_of_protected_groups',
  'prosecution_of_victims',
];

/** Bytes of CBOR. */
const EMPTY_ARRAY = 0x80;
const NULL = 0xf6;

/** The cases of open-requests.json. */
export function openRequestCases(world: EnvelopeWorld, plain: HandEnvelope): object[] {
  const earlier = numbered(
    'sr1o',
    FIXTURE_ORIGIN,
    fresh('node'),
    fresh('n').slice(0, 16),
    1_764_000_000,
    idToBytes(freshId('report')),
    1,
    plain.reportHash,
    idToBytes(freshId('grant')),
    plain.grantSetHash,
    0,
    'trafficking_investigation',
    fresh('c1'),
    fresh('c2'),
    40,
    idToBytes(world.liaison.device),
  );
  const of = (...grounds: [number, CborValue][]): string => toBase64Url(encode(new Map([...earlier, ...grounds])));
  const stated = (description: string, legalBasis: string | null, acceptedUses: string[]): object => ({
    description,
    part: 'openRequest',
    input: of([16, legalBasis], [17, acceptedUses]),
    expect: { value: { again: true, legalBasis, acceptedUses } },
  });
  const refused = (description: string, error: string, ...grounds: [number, CborValue][]): object => ({
    description,
    part: 'openRequest',
    input: of(...grounds),
    expect: { error },
  });
  // as no encoder writes it: the last two fields, each a key of one byte and a value of one, one behind the other by hand
  const misplaced = (description: string, ...[first, second]: [number, number][]): object => {
    const inOrder = encode(new Map<number, CborValue>([...earlier, [16, null], [17, []]]));
    const bytes = Uint8Array.from([...inOrder.slice(0, -4), ...(first ?? []), ...(second ?? [])]);
    return { description, part: 'openRequest', input: toBase64Url(bytes), expect: { error: 'E_CBOR' } };
  };
  return [
    {
      description: 'of before there were fields 16 and 17',
      part: 'openRequest',
      input: of(),
      expect: { value: { again: true } },
    },
    stated('a legal basis and accepted uses', 'reasonable_suspicion', ['civil_litigation', 'prosecution_of_victims']),
    stated('no legal basis, where none is needed', null, ['media_release']),
    stated('nothing ruled out', 'vital_interests', []),
    stated('every use ruled out', 'court_order', ALL_USES),
    refused('a legal basis alone', 'E_FIELD', [16, 'vital_interests']),
    refused('no legal basis, and nothing of uses', 'E_FIELD', [16, null]),
    refused('accepted uses alone', 'E_FIELD', [17, []]),
    refused('an unknown legal basis', 'E_CBOR', [16, 'curiosity'], [17, []]),
    refused('a legal basis in capitals', 'E_CBOR', [16, 'VITAL_INTERESTS'], [17, []]),
    refused('a legal basis that is no text', 'E_CBOR', [16, 0], [17, []]),
    refused('an unknown use', 'E_CBOR', [16, null], [17, ['gossip']]),
    refused('a purpose among the uses', 'E_CBOR', [16, null], [17, ['threat_to_life']]),
    refused('uses in disorder', 'E_FIELD', [16, null], [17, ['media_release', 'commercial_use']]),
    refused('a use twice', 'E_FIELD', [16, null], [17, ['media_release', 'media_release']]),
    refused('more uses than there are', 'E_CBOR', [16, null], [17, [...ALL_USES, 'prosecution_of_victims']]),
    refused('uses that are one text', 'E_CBOR', [16, null], [17, 'media_release']),
    refused('uses that are null', 'E_CBOR', [16, null], [17, null]),
    refused('a field more', 'E_CBOR', [16, null], [17, []], [18, null]),
    misplaced('field 17 before field 16', [17, EMPTY_ARRAY], [16, NULL]),
    misplaced('field 16 twice', [16, NULL], [16, NULL]),
    misplaced('field 17 twice', [17, EMPTY_ARRAY], [17, EMPTY_ARRAY]),
  ];
}

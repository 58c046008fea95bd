// Single parts: hashes, lengths, commitments, and what a parser refuses. Expected values of hashes and lengths are computed
// here from their definition, or are published ones.
import { encode } from '@sealbridge/cbor';
import { concat, pae, sha256, toBase64Url, toHex, utf8 } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { numbered, type HandEnvelope } from './by-hand.js';
import { CARD, cardHash, fresh, freshId } from './content.js';
import type { EnvelopeWorld } from './world.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** The cases of parts.json. */
export function partCases(world: EnvelopeWorld, plain: HandEnvelope): object[] {
  const device = idToBytes(world.liaison.device);
  const node = fresh('node');
  const time = 1_764_000_000;
  const open = numbered(
    'sr1o',
    FIXTURE_ORIGIN,
    node,
    fresh('n').slice(0, 16),
    time,
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
    device,
  );
  const session = numbered('sr1n', 'http://localhost:4000', node, fresh('nonce'), device, time);
  const exported = numbered('sr1x', FIXTURE_ORIGIN, node, fresh('n').slice(0, 16), time, 40, null, device);
  const salt = fresh('salt').slice(0, 16);
  const bytes = (description: string, part: string, input: Uint8Array, expect: object): object => ({
    description,
    part,
    input: toBase64Url(input),
    expect,
  });
  const text = (description: string, part: string, input: string, expect: object): object => ({
    description,
    part,
    input,
    expect,
  });
  const again = { value: { again: true } };
  return [
    bytes('frame and report hash', 'frame', plain.frame, {
      value: { again: true, reportHash: toHex(plain.reportHash) },
    }),
    bytes('core', 'core', plain.core, again),
    bytes('policy and its hash', 'policy', plain.policy, {
      value: { again: true, policyHash: toHex(sha256(pae('sr1.policy', plain.policy))) },
    }),
    bytes('open request', 'openRequest', encode(open), again),
    bytes('open request with an unknown purpose', 'openRequest', encode(new Map([...open, [11, 'curiosity']])), {
      error: 'E_CBOR',
    }),
    bytes('open request read as a session', 'session', encode(open), { error: 'E_SUITE' }),
    bytes('session', 'session', encode(session), again),
    bytes('session with a nonce of 16 bytes', 'session', encode(new Map([...session, [3, salt]])), { error: 'E_CBOR' }),
    bytes('export request', 'exportRequest', encode(exported), again),
    bytes('export request with an unknown field', 'exportRequest', encode(new Map([...exported, [8, 0]])), {
      error: 'E_CBOR',
    }),
    text('facets hash', 'facets', `${toHex(CARD.salt)} ${toBase64Url(CARD.card)}`, { value: toHex(cardHash()) }),
    text('facets hash with a short salt', 'facets', `00 ${toBase64Url(CARD.card)}`, { error: 'E_FIELD' }),
    text('commitment', 'commitment', `${toHex(salt)} CR/2026/17`, {
      value: toHex(sha256(concat(utf8('sr1/commit'), salt, utf8('CR/2026/17')))),
    }),
    text('commitment in NFD', 'commitment', `${toHex(salt)} cafe\u0301`, {
      value: toHex(sha256(concat(utf8('sr1/commit'), salt, utf8('caf\u00e9')))),
    }),
    ...lengthCases(text),
  ];
}

function lengthCases(text: (description: string, part: string, input: string, expect: object) => object): object[] {
  const padded: [string, number, number][] = [
    ['body', 0, 4 * KIB],
    ['body', 4 * KIB - 1, 4 * KIB],
    ['body', 4 * KIB, 16 * KIB],
    ['body', 64 * KIB - 1, 64 * KIB],
    ['body', 256 * KIB - 1, 256 * KIB],
    ['body', 256 * KIB, 264 * KIB],
    ['body', MIB, MIB + 32 * KIB],
    ['attachment', 0, 64 * KIB],
    ['attachment', 64 * KIB - 1, 64 * KIB],
    ['attachment', 64 * KIB, 66 * KIB],
    ['attachment', 25 * MIB, 25 * MIB + 512 * KIB],
  ];
  const refused: [string, number, string][] = [
    ['body', 0, 'E_FIELD'],
    ['body', 17, 'E_FIELD'],
    ['body', 4 * KIB + 16, 'E_FIELD'],
    ['body', 4 * KIB + 18, 'E_FIELD'],
    ['body', 64 * KIB + 34, 'E_FIELD'],
    ['body', 3 * MIB, 'E_SIZE'],
    ['attachment', 4 * KIB + 17, 'E_FIELD'],
    ['attachment', 26 * MIB, 'E_SIZE'],
  ];
  return [
    ...padded.map(([kind, length, result]) => {
      const ciphertext = result + 17 * Math.ceil(result / 65_536);
      return text(`${kind} of ${length} bytes`, 'padded', `${kind} ${length}`, {
        value: { padded: result, ciphertext },
      });
    }),
    text('ciphertext of a body', 'ciphertext', `body ${4 * KIB + 17}`, { value: 4 * KIB }),
    text('ciphertext of an attachment', 'ciphertext', `attachment ${64 * KIB + 17}`, { value: 64 * KIB }),
    ...refused.map(([kind, length, error]) =>
      text(`${kind} that cannot have ${length} bytes of ciphertext`, 'ciphertext', `${kind} ${length}`, { error }),
    ),
  ];
}

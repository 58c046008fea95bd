// What the vectors' report says. All of it is invented.
import { encode, type CborValue } from '@sealbridge/cbor';
import { sha256, utf8 } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';
import { FIXTURE_HOUR } from '../../support/directory-fixture.js';

/** Fields of a part by key. */
export type Fields = ReadonlyMap<number, CborValue>;

/** 32 bytes that follow from a label. */
export function fresh(label: string): Uint8Array {
  return sha256(utf8(`envelope vector/${label}`));
}

/** An id that follows from a label. */
export function freshId(label: string): Id {
  return idFromBytes(fresh(`id ${label}`).slice(0, 16));
}

/** A code as a card stores it. */
export const code = (scheme: string, value: string): CborValue =>
  new Map<string, CborValue>([
    ['scheme', scheme],
    ['version', '1'],
    ['code', value],
  ]);

const group = (fields: Readonly<Record<string, CborValue>>): CborValue => new Map(Object.entries(fields));
const UNKNOWN = code('sealbridge.null-reason', 'unknown');

/** The fields of the card. It has the shape of a stored card; a reader checks shape and hash, not the codes. */
export const CARD_FIELDS: ReadonlyMap<string, CborValue> = new Map([
  ['palermo', UNKNOWN],
  ['exploitation', [code('htcds:exploitation', 'ForcedLabour')]],
  ['controls', [code('ctdc:control', 'DebtBondage'), code('ctdc:control', 'WithholdsDocuments')]],
  ['recruitment', UNKNOWN],
  ['route', group({ origin: [code('iso-3166-1', 'XA')], transit: [], destination: UNKNOWN })],
  ['period', group({ from: '2026-01', to: '2026-03' })],
  ['cohort', UNKNOWN],
]);

/** The card and its salt. */
export const CARD = { salt: new Uint8Array(32).fill(7), card: encode(new Map(CARD_FIELDS)) };

/** facets_hash of a card. */
export function cardHash(card = CARD.card): Uint8Array {
  return sha256(utf8('sr1/facets'), CARD.salt, card);
}

/** POLICY of the report, under this agreement. */
export function POLICY(agreement: Uint8Array): Fields {
  return new Map<number, CborValue>([
    [0, 'sr1p'],
    [1, 'AMBER'],
    [2, 'PAP:AMBER'],
    [3, 'routine'],
    [4, 'circle'],
    [5, ['trafficking_investigation', 'victim_safeguarding']],
    [6, FIXTURE_HOUR + 24 * 365],
    [7, [agreement]],
    [8, 12],
  ]);
}

/** BODY with fields 0 to 5 as given. */
export function bodyFields(binding: readonly CborValue[], attachments: readonly CborValue[]): Fields {
  return new Map<number, CborValue>([
    ...binding.map((value, key): [number, CborValue] => [key, value]),
    [6, 'en'],
    [7, 'Synthetic report of a vector'],
    [
      8,
      [
        ['A fact that was invented.', 'fact', null],
        ['Hearsay, invented too.', 'hearsay', ['3x5x2', '2', 'C', 'P']],
      ],
    ],
    [9, ['3x5x2', '1', 'B', null]],
    [
      10,
      [
        ['phone', '+00 0000', '+000000'],
        ['alias', 'Nobody', null],
      ],
    ],
    [11, attachments],
    [12, 'staff_observation'],
    [13, 'via_ngo_only'],
    [
      14,
      new Map<number, CborValue>([
        [0, 'not_required_no_personal_data'],
        [1, null],
        [2, null],
      ]),
    ],
    [
      15,
      new Map<number, CborValue>([
        [
          0,
          [
            [1, [1]],
            [2, [1]],
          ],
        ],
        [1, null],
        [2, [true, null]],
        [3, [false, false, false]],
        [4, null],
      ]),
    ],
    [16, [CARD.salt, CARD.card]],
    [17, null],
  ]);
}

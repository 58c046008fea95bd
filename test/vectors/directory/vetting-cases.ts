// Vetting statements written straight from docs/reference/vetting.md, right or wrong in one way.
import { encode, type CborValue } from '@sealbridge/cbor';
import { deriveSigningKeyPair, hashTyped, sha256, signTyped, toBase64Url, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { FIXTURE_NOW, FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { numbered, type HandSigner } from './by-hand.js';
import { stepsCase, type Step } from './steps.js';
import { by, bytesOf, fresh, freshId, root, twoRoots, type VectorWorld } from './vector-world.js';

const NOTE_BYTES = 1024 + 16;

/** What of a case differs from the plain one of its group. */
interface Given {
  readonly kind?: string;
  readonly fields?: CborValue;
  readonly signers?: readonly HandSigner[];
  readonly origin?: string;
  readonly org?: Id;
  readonly header?: ReadonlyMap<number, CborValue>;
  readonly unsorted?: boolean;
  readonly altered?: (record: Uint8Array) => Uint8Array;
  readonly rule?: object;
  readonly askedOrigin?: string;
  readonly steps?: readonly Step[];
}

/** Description, what differs, expected code (null: accepted). */
type Case = readonly [string, Given, string | null, (Id | null)?, ('ngo' | 'public' | null)?];

/** The organisation that applies, and the three roots it names. */
function applicant(): Id {
  return freshId('applicant');
}

function rootPairs(): ReturnType<typeof deriveSigningKeyPair>[] {
  return [0, 1, 2].map((number) => deriveSigningKeyPair(fresh(`applicant root ${number}`)));
}

function rootKeys(): Uint8Array[] {
  return rootPairs().map(({ publicKey }) => publicKey);
}

function namedRoots(): HandSigner[] {
  return rootPairs().map(({ publicKey, privateKey }) => ({
    kind: 0,
    signer: sha256(publicKey).slice(0, 16),
    privateKey,
  }));
}

/** The cases of vetting.json. */
export function vettingCases(world: VectorWorld): object[] {
  return [
    ...group(world, applying(), applyCases(world)),
    ...group(world, givingEvidence(world), evidenceCases(world)),
    ...group(world, saying(world), plainCases(world)),
    ...group(world, judging(world), verdictCases(world)),
  ];
}

function group(world: VectorWorld, plain: Given, cases: readonly Case[]): object[] {
  return cases.map(([description, given, error, member = null, seat = null]) => {
    const { hash, record } = recordOf({ ...plain, ...given });
    const { rule, askedOrigin = FIXTURE_ORIGIN, steps = [] } = { ...plain, ...given };
    const { records } = stepsCase(world, [description, steps, null]) as { records: object[] };
    const expect = error === null ? { value: { hash: toHex(hash), member, seat } } : { error };
    return { description, record: toBase64Url(record), origin: askedOrigin, rule, records, expect };
  });
}

function recordOf(given: Given): { hash: Uint8Array; record: Uint8Array } {
  const {
    kind = '',
    fields = new Map(),
    signers = [],
    origin = FIXTURE_ORIGIN,
    org = applicant(),
    header = [],
  } = given;
  const map = numbered('sr1w', kind, bytesOf(freshId('application')), bytesOf(org), origin, FIXTURE_NOW, fields);
  const bytes = encode(new Map([...map, ...header]));
  const ordered = given.unsorted === true ? signers : signers.toSorted(bySigner);
  const signatures = ordered.map((one) => [one.kind, one.signer, signTyped('sr1.vet', bytes, one.privateKey)]);
  const record = encode([bytes, signatures]);
  return { hash: hashTyped('sr1.vet', bytes), record: given.altered?.(record) ?? record };
}

function bySigner(a: HandSigner, b: HandSigner): number {
  return a.kind - b.kind || Buffer.compare(a.signer, b.signer);
}

function details(replaced: readonly (readonly [number, CborValue])[] = []): Map<number, CborValue> {
  const map = numbered('beacon', 'ngo', 'XA', rootKeys(), 'Synthetic beacon', 'NGO', 'shelter');
  return new Map([...map, ...replaced]);
}

function applying(): Given {
  const fields = numbered('organisation', bytesOf(applicant()), details());
  return { kind: 'apply', fields, signers: namedRoots(), rule: { by: 'named_roots', rootKeys: rootKeys().map(toHex) } };
}

function applyCases({ harbour, admin, analyst, northgate }: VectorWorld): Case[] {
  const as = (kind: string, subject: Id, inner: CborValue): CborValue => numbered(kind, bytesOf(subject), inner);
  const own = as.bind(null, 'organisation', applicant());
  const changed = (...replaced: (readonly [number, CborValue])[]): Given => ({ fields: own(details(replaced)) });
  const [first, second, third] = namedRoots() as [HandSigner, HandSigner, HandSigner];
  const member = { signers: [by(admin)], rule: organisation(harbour.org.org), org: harbour.org.org };
  const unit = as('unit', freshId('unit'), numbered('harbour/team'));
  const [one = first, two = first] = namedRoots().toSorted((a, b) => bySigner(b, a));
  return [
    ['an organisation applies, signed by its three roots', {}, null],
    ['signed by two of them', { signers: [first, second] }, 'E_AUTHORITY'],
    ['signed by one of them', { signers: [first] }, 'E_AUTHORITY'],
    ['signed by one of them three times', { signers: [first, first, first] }, 'E_RECORD'],
    ['signatures unsorted', { signers: [one, two, third], unsorted: true }, 'E_RECORD'],
    ['signed by roots of another organisation', { signers: [first, second, root(northgate.org, 0)] }, 'E_SIGNER'],
    [
      'signed with another key',
      { signers: [first, second, { ...third, privateKey: first.privateKey }] },
      'E_SIGNATURE',
    ],
    ['made for another log', { origin: 'log.example/1' }, 'E_VET_ORIGIN'],
    ['made for no log', { origin: '' }, 'E_FIELD'],
    ['judged by another log', { askedOrigin: 'log.example/1' }, 'E_VET_ORIGIN'],
    ['judged as a verdict', { rule: { by: 'steward' } }, 'E_AUTHORITY'],
    ['a subject that is not the organisation', { fields: as('organisation', freshId('x'), details()) }, 'E_FIELD'],
    ['the handle of a unit', changed([0, 'beacon/x1']), 'E_FIELD'],
    ['a handle in capitals', changed([0, 'Beacon']), 'E_FIELD'],
    ['stewards apply', changed([1, 'stewards']), 'E_RECORD'],
    ['a malformed country', changed([2, 'XAA']), 'E_FIELD'],
    ['two root keys', changed([3, rootKeys().slice(1)]), 'E_FIELD'],
    [
      'one root key twice',
      changed([3, [rootKeys()[0] ?? null, rootKeys()[0] ?? null, rootKeys()[1] ?? null]]),
      'E_FIELD',
    ],
    ['a root key of small order', changed([3, [new Uint8Array(32), ...rootKeys().slice(1)]]), 'E_SIGNING_KEY'],
    ['no name', changed([4, '']), 'E_FIELD'],
    ['a name that is too long', changed([4, 'x'.repeat(201)]), 'E_RECORD'],
    ['a name in another script', changed([4, '\u0646\u06cc\u0645\u200c\u0641\u0627\u0635\u0644\u0647']), null],
    ['a name that is not in NFC', changed([4, 'Cafe\u0301']), 'E_FIELD'],
    ['a name with a space at its end', changed([4, 'Harbour ']), 'E_FIELD'],
    ['a name of two lines', changed([4, 'Harbour\nstewards']), 'E_FIELD'],
    ['a name with an escape sequence', changed([4, '\u001b[2JHarbour']), 'E_FIELD'],
    ['a name that turns the direction of writing', changed([4, 'Harbour\u202egro.']), 'E_FIELD'],
    ['an unknown class', changed([5, 'Charity']), 'E_RECORD'],
    ['no subclass', changed([6, null]), null],
    ['an unknown subclass', changed([6, 'club']), 'E_RECORD'],
    ['a detail that is not known', changed([7, 'more']), 'E_RECORD'],
    [
      'a field that is not known',
      { fields: new Map([...(own(details()) as Map<number, CborValue>), [3, 1]]) },
      'E_RECORD',
    ],
    ['a header field that is not known', { header: new Map([[7, 1]]) }, 'E_RECORD'],
    ['another format', { header: new Map([[0, 'sr2w']]) }, 'E_RECORD'],
    ['an unknown kind', { kind: 'beg' }, 'E_RECORD'],
    ['an unknown kind of applicant', { fields: as('person', applicant(), details()) }, 'E_RECORD'],
    ['the last byte is missing', { altered: (record) => record.slice(0, -1) }, 'E_RECORD'],
    ['a byte too many', { altered: (record) => Uint8Array.of(...record, 0) }, 'E_RECORD'],
    ['an indefinite length', { altered: (record) => Uint8Array.of(0x9f, ...record.slice(1), 0xff) }, 'E_RECORD'],
    ['a unit applies, signed by the administrator', { ...member, fields: unit }, null, admin.member],
    ['a unit applies, signed by two roots', { ...member, fields: unit, signers: twoRoots(harbour.org) }, null],
    ['the first unit applies', { ...member, fields: as('unit', freshId('unit'), numbered('harbour')) }, 'E_FIELD'],
    [
      'a unit that is the organisation',
      { ...member, fields: as('unit', harbour.org.org, numbered('harbour/x1')) },
      'E_FIELD',
    ],
    ['a liaison applies', { ...member, fields: as('liaison', analyst.member, new Map()) }, null, admin.member],
    ['a liaison with a handle', { ...member, fields: as('liaison', analyst.member, numbered('x')) }, 'E_RECORD'],
  ];
}

function organisation(org: Id, later = 0): object {
  return { by: 'organisation', org, now: FIXTURE_NOW + later * 3600 };
}

function note(...replaced: (readonly [number, CborValue])[]): Uint8Array {
  const parts: CborValue[] = [bytesOf(freshId('stewards unit')), 1, new Uint8Array(1120), new Uint8Array(NOTE_BYTES)];
  return encode(parts.map((part, index) => new Map(replaced).get(index) ?? part));
}

function givingEvidence(world: VectorWorld): Given {
  const { harbour, admin } = world;
  const fields = numbered(1, [
    ['registration', note(), fresh('document')],
    ['two_references', note(), null],
  ]);
  const org = harbour.org.org;
  return { kind: 'evidence', fields, org, signers: [by(admin)], rule: organisation(org) };
}

function evidenceCases(world: VectorWorld): Case[] {
  const items = (...list: CborValue[]): Given => ({ fields: numbered(1, list) });
  const noted = (bytes: Uint8Array): Given => items(['registration', bytes, null]);
  const many = ['conflict_of_interest', 'data_protection_officer', 'funding_transparency', 'registration'];
  const long = note([3, new Uint8Array(4096 + 16)]);
  const longList = [...many, 'safeguarding_policy', 'site_or_video_visit', 'two_references'].map((kind) => [
    kind,
    long,
    null,
  ]);
  const hash = fresh('document');
  return [
    ['evidence, signed by the administrator', {}, null, world.admin.member],
    ['a document without a note', items(['registration', null, hash]), null, world.admin.member],
    ['four notes of 4 KiB', items(...longList.slice(0, 4)), null, world.admin.member],
    ['seven notes of 4 KiB, over 32 KiB', items(...longList), 'E_RECORD'],
    ['no item', items(), 'E_FIELD'],
    ['an item without content', items(['registration', null, null]), 'E_FIELD'],
    ['items unsorted', items(['two_references', null, hash], ['registration', null, hash]), 'E_FIELD'],
    ['an item twice', items(['registration', null, hash], ['registration', null, hash]), 'E_FIELD'],
    ['an unknown kind of evidence', items(['rumour', null, hash]), 'E_RECORD'],
    ['a hash that is too short', items(['registration', null, hash.slice(1)]), 'E_RECORD'],
    ['an item with something more', items(['registration', null, hash, 1]), 'E_RECORD'],
    ['round 0', { fields: numbered(0, [['registration', null, hash]]) }, 'E_FIELD'],
    ['round 1001', { fields: numbered(1001, [['registration', null, hash]]) }, 'E_RECORD'],
    ['a note that is not sealed', noted(new TextEncoder().encode('plain text')), 'E_RECORD'],
    ['a note that is empty', noted(new Uint8Array(0)), 'E_RECORD'],
    ['a note that is not padded', noted(note([3, new Uint8Array(NOTE_BYTES - 1)])), 'E_FIELD'],
    ['a note of nothing', noted(note([3, new Uint8Array(16)])), 'E_FIELD'],
    ['a note that is too long', noted(note([3, new Uint8Array(5 * 1024 + 16)])), 'E_RECORD'],
    ['a note for no epoch', noted(note([1, 0])), 'E_FIELD'],
  ];
}

function saying(world: VectorWorld): Given {
  const { harbour } = world;
  const org = harbour.org.org;
  return { kind: 'attest', fields: numbered(2), org, signers: twoRoots(harbour.org), rule: organisation(org) };
}

function plainCases(world: VectorWorld): Case[] {
  const { harbour, northgate, admin, analyst, former, lost, directory } = world;
  const [steward] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner];
  const roots = { org: applicant(), rule: { by: 'named_roots', rootKeys: rootKeys().map(toHex) } };
  const suspended = (subject: Id): Step => ({
    org: harbour.org.org,
    type: 'SUSPEND',
    fields: numbered(bytesOf(subject), 'emergency', 'misuse'),
    signers: [steward],
  });
  const whileAdmin = { signers: [by(admin)], steps: [suspended(admin.member)] };
  return [
    ['attesting, by two roots', {}, null],
    ['attesting, by the administrator', { signers: [by(admin)] }, null, admin.member],
    ['ending', { kind: 'end', fields: numbered('left') }, null],
    ['ending for an unknown reason', { kind: 'end', fields: numbered('tired') }, 'E_RECORD'],
    ['asking', { kind: 'status', fields: new Map() }, null],
    ['asking with a field', { kind: 'status', fields: numbered(1) }, 'E_RECORD'],
    [
      'asking, by two of the named roots',
      { ...roots, kind: 'status', fields: new Map(), signers: namedRoots().slice(1) },
      null,
    ],
    [
      'asking, by all three named roots',
      { ...roots, kind: 'status', fields: new Map(), signers: namedRoots() },
      'E_AUTHORITY',
    ],
    ['by one root', { signers: twoRoots(harbour.org).slice(1) }, 'E_AUTHORITY'],
    ['by a root and the administrator', { signers: [root(harbour.org, 0), by(admin)] }, 'E_AUTHORITY'],
    ['by an analyst', { signers: [by(analyst)] }, 'E_SIGNER'],
    ['by an administrator who was removed', { signers: [by(former)] }, 'E_SIGNER'],
    ['by a device that was revoked', { signers: [by(lost)] }, 'E_SIGNER'],
    ['by a steward', { signers: [steward] }, 'E_AUTHORITY'],
    ['by nobody', { signers: [] }, 'E_AUTHORITY'],
    ['about another organisation than asked', { rule: organisation(northgate.org.org) }, 'E_AUTHORITY'],
    ['about an organisation that nobody knows', { org: applicant(), rule: organisation(applicant()) }, 'E_PARTIAL'],
    ['by a suspended administrator', whileAdmin, 'E_SIGNER'],
    [
      'by an administrator whose suspension lapsed',
      { ...whileAdmin, rule: organisation(harbour.org.org, 24) },
      null,
      admin.member,
    ],
    ['by a suspended organisation', { steps: [suspended(harbour.org.org)] }, null],
  ];
}

function judging({ directory }: VectorWorld): Given {
  const [ngo] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner];
  return { kind: 'verdict', fields: verdict(), signers: [ngo], rule: { by: 'steward' } };
}

function verdict(...replaced: (readonly [number, CborValue])[]): Map<number, CborValue> {
  const findings = [
    ['registration', 'accepted', null],
    ['two_references', 'accepted', null],
  ];
  const plain = numbered(1, 'provisional', 'approve', fresh('evidence set'), findings, 'none', fresh('admission'));
  return new Map([...plain, ...replaced]);
}

function verdictCases(world: VectorWorld): Case[] {
  const { directory, admin, seatless, clerk } = world;
  const [ngo, publicSeat] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner, HandSigner];
  const [first, second] = directory.stewardDevices.map(({ member }) => member) as [Id, Id];
  const says = (...replaced: (readonly [number, CborValue])[]): Given => ({ fields: verdict(...replaced) });
  const suspension: Step = {
    org: directory.stewards.org,
    type: 'SUSPEND',
    fields: numbered(bytesOf(first), 'emergency', 'misuse'),
    signers: [publicSeat],
  };
  const returned = ['registration', 'returned', 'unreadable'];
  const nothing = [6, null] as const;
  return [
    ['an approval from the seat of the NGOs', {}, null, first, 'ngo'],
    ['an approval from the seat of public bodies', { signers: [publicSeat] }, null, second, 'public'],
    ['a return', says([2, 'return'], [4, [returned]], nothing), null, first, 'ngo'],
    ['a recusal', says([2, 'recuse'], [4, []], [5, 'funding'], nothing), null, first, 'ngo'],
    ['an approval of an end', says([1, 'end'], [4, []], nothing), null, first, 'ngo'],
    ['signed by both', { signers: [ngo, publicSeat] }, 'E_AUTHORITY'],
    ['signed by a steward without a seat', { signers: [by(seatless, 2)] }, 'E_AUTHORITY'],
    ['signed by a seat without the right', { signers: [by(clerk, 2)] }, 'E_SIGNER'],
    ['signed by an administrator', { signers: [by(admin, 2)] }, 'E_SIGNER'],
    ['signed as a plain device', { signers: [{ ...ngo, kind: 1 }] }, 'E_AUTHORITY'],
    ['signed with the key of the other', { signers: [{ ...ngo, privateKey: publicSeat.privateKey }] }, 'E_SIGNATURE'],
    ['signed by a suspended steward', { steps: [suspension] }, 'E_SIGNER'],
    ['judged by the authority of the organisation', { rule: organisation(world.harbour.org.org) }, 'E_AUTHORITY'],
    ['an unknown stage', says([1, 'late']), 'E_RECORD'],
    ['an unknown verdict', says([2, 'perhaps']), 'E_RECORD'],
    ['no hash of the evidence', says([3, null]), 'E_RECORD'],
    [
      'findings unsorted',
      says([
        4,
        [
          ['two_references', 'accepted', null],
          ['registration', 'accepted', null],
        ],
      ]),
      'E_FIELD',
    ],
    [
      'something returned without a reason',
      says([2, 'return'], [4, [['registration', 'returned', null]]], nothing),
      'E_FIELD',
    ],
    ['something accepted with a reason', says([4, [['registration', 'accepted', 'expired']]]), 'E_FIELD'],
    ['an approval that returns something', says([4, [returned]]), 'E_FIELD'],
    ['a conflict without a recusal', says([5, 'family']), 'E_FIELD'],
    ['a recusal without a conflict', says([2, 'recuse'], [4, []], nothing), 'E_FIELD'],
    ['a recusal with findings', says([2, 'recuse'], [5, 'family'], nothing), 'E_FIELD'],
    ['an unknown conflict', says([5, 'friendship']), 'E_RECORD'],
    ['an admission at another stage', says([1, 'active']), 'E_FIELD'],
    ['an admission in a return', says([2, 'return'], [4, [returned]]), 'E_FIELD'],
    ['an admission that is no hash', says([6, fresh('x').slice(1)]), 'E_RECORD'],
  ];
}

// Records about the policy, written straight from docs/reference/policy-change.md: taken on as the next one, and read later.
import { encode, type CborValue } from '@sealbridge/cbor';
import { rulesHash, rulesRecord, signRules, writeRulesRecord, type RulesRecord } from '@sealbridge/directory';
import { deriveSigningKeyPair, signTyped, toBase64Url, toHex } from '@sealbridge/sodium';
import { FIXTURE_NOW, FIXTURE_ORIGIN, stewardSigner } from '../../support/directory-fixture.js';
import { numbered, type HandSigner } from './by-hand.js';
import { stepsCase, type Step } from './steps.js';
import { by, bytesOf, deviceFields, fresh, freshId, root, twoRoots, type VectorWorld } from './vector-world.js';

const DAY = 24 * 3600;
const VERSION = 4;
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'opening.assurance': ['any', 'passkey'],
  'training.grace': ['P0D', 'P14D', 'P30D'],
};
const PARAMETERS = [
  ['opening.assurance', 'any'],
  ['training.grace', 'P0D'],
];

/** Where a record departs from the usual: the second one, signed by stewards of both seats. */
interface Change {
  readonly origin?: string;
  readonly seq?: number;
  readonly prev?: Uint8Array | null;
  readonly document?: Uint8Array;
  readonly version?: CborValue;
  readonly parameters?: CborValue;
  readonly time?: number;
  readonly reason?: string;
  readonly extra?: ReadonlyMap<number, CborValue>;
  readonly signers?: readonly HandSigner[];
  /** Keeps the signers in the order given. */
  readonly inOrder?: boolean;
  /** What of the signed bytes is changed afterwards. */
  readonly changed?: Omit<Change, 'signers'>;
}

interface RulesCase {
  readonly description: string;
  readonly change?: Change;
  /** False for the first record of an instance. */
  readonly follows?: boolean;
  /** Seconds after the fixture at which it is taken on; null for one that is read later, when only its place counts. */
  readonly later?: number | null;
  readonly steps?: readonly Step[];
  /** Events after which the record stands on the log; all of them unless given. */
  readonly position?: 'before steps' | 'after steps';
  readonly expect: string | null;
}

/** The cases of rules.json. */
export function rulesCases(world: VectorWorld): object[] {
  const cases = [...formCases(), ...placeCases(), ...parameterCases(), ...signerCases(world), ...timeCases()];
  return cases.map((one) => rulesCase(world, one));
}

function rulesCase(world: VectorWorld, one: RulesCase): object {
  const { change = {}, follows = true, later = 0, steps = [], position, expect } = one;
  const previous = follows ? firstRecord(world) : null;
  const record = recordByHand(world, previous, change);
  const { records } = stepsCase(world, [one.description, steps, null]) as { records: { index: number }[] };
  const end = world.directory.records.length;
  return {
    description: one.description,
    record: toBase64Url(record),
    previous: previous === null ? null : toBase64Url(writeRulesRecord(previous)),
    origin: FIXTURE_ORIGIN,
    document: { hash: toHex(fresh('document')), choices: CHOICES },
    takenAt: later === null ? null : FIXTURE_NOW + later,
    position: position === undefined ? null : position === 'before steps' ? end : end + steps.length,
    records,
    expect: expect === null ? { value: valueOf(change, follows) } : { error: expect },
  };
}

function valueOf({ parameters = PARAMETERS }: Change, follows: boolean): object {
  return { seq: follows ? 1 : 0, parameters };
}

function firstRecord(world: VectorWorld): RulesRecord {
  const bytes = rulesByHand(null, {});
  return rulesRecord(
    bytes,
    world.directory.stewardDevices.map((device) => signRules(bytes, stewardSigner(device))),
  );
}

function rulesByHand(previous: RulesRecord | null, change: Omit<Change, 'signers'>): Uint8Array {
  const map = numbered(
    'sr1rules',
    change.origin ?? FIXTURE_ORIGIN,
    change.seq ?? (previous === null ? 0 : 1),
    change.prev === undefined ? previous && rulesHash(previous) : change.prev,
    change.document ?? fresh('document'),
    change.version ?? VERSION,
    change.parameters ?? PARAMETERS,
    change.time ?? FIXTURE_NOW,
    change.reason ?? 'review',
  );
  return encode(new Map([...map, ...(change.extra ?? [])]));
}

function recordByHand({ directory }: VectorWorld, previous: RulesRecord | null, change: Change): Uint8Array {
  const bytes = rulesByHand(previous, change);
  const signers = change.signers ?? directory.stewardDevices.map((device) => by(device, 2));
  const ordered =
    change.inOrder === true
      ? signers
      : signers.toSorted((a, b) => a.kind - b.kind || Buffer.compare(a.signer, b.signer));
  const signatures = ordered.map((one) => [one.kind, one.signer, signTyped('sr1.rules', bytes, one.privateKey)]);
  const shown = change.changed === undefined ? bytes : rulesByHand(previous, { ...change, ...change.changed });
  return encode([shown, signatures]);
}

function formCases(): RulesCase[] {
  return [
    { description: 'the next record', expect: null },
    { description: 'the first record', follows: false, change: { reason: 'first' }, expect: null },
    { description: 'a key that is not known', change: { extra: new Map([[9, 1]]) }, expect: 'E_RECORD' },
    { description: 'another format', change: { extra: new Map([[0, 'sr1mt']]) }, expect: 'E_RECORD' },
    { description: 'a version that is no number', change: { version: '4' }, expect: 'E_RECORD' },
    { description: 'an unknown reason', change: { reason: 'because' }, expect: 'E_RECORD' },
    {
      description: 'a document hash that is too short',
      change: { document: fresh('document').slice(1) },
      expect: 'E_RECORD',
    },
    { description: 'an origin that is too long', change: { origin: 'x'.repeat(256) }, expect: 'E_RECORD' },
    { description: 'made for no log', change: { origin: '' }, expect: 'E_FIELD' },
    { description: 'number 0 with a previous one', change: { seq: 0 }, expect: 'E_FIELD' },
    { description: 'a later number without a previous one', change: { prev: null }, expect: 'E_FIELD' },
  ];
}

function placeCases(): RulesCase[] {
  return [
    { description: 'made for another log', change: { origin: 'log.example/1' }, expect: 'E_RULES_ORIGIN' },
    {
      description: 'back-dated: a number before the next',
      follows: true,
      change: { seq: 0, prev: null },
      expect: 'E_RULES_SEQ',
    },
    { description: 'a number is left out', change: { seq: 2 }, expect: 'E_RULES_SEQ' },
    { description: 'follows another record', change: { prev: fresh('prev') }, expect: 'E_RULES_PREV' },
    { description: 'names another document', change: { document: fresh('another') }, expect: 'E_RULES_DOCUMENT' },
  ];
}

function parameterCases(): RulesCase[] {
  const [first, second] = PARAMETERS as [string[], string[]];
  const of = (description: string, parameters: CborValue, expect: string | null): RulesCase => ({
    description,
    change: { parameters },
    expect,
  });
  return [
    of('another choice', [['opening.assurance', 'passkey'], second], null),
    of('a value outside its closed list', [['opening.assurance', 'none'], second], 'E_RULES_PARAMETER'),
    of('a value of another parameter', [['opening.assurance', 'P14D'], second], 'E_RULES_PARAMETER'),
    of('an unknown parameter', [first, second, ['zone', 'any']], 'E_RULES_PARAMETER'),
    of('an unknown parameter in place of a known one', [first, ['zone', 'any']], 'E_RULES_PARAMETER'),
    of('a parameter of every object', [['constructor', 'name'], first], 'E_RULES_PARAMETER'),
    of('a parameter is missing', [first], 'E_RULES_PARAMETER'),
    of('no parameters', [], 'E_RULES_PARAMETER'),
    of('a parameter twice', [first, first], 'E_FIELD'),
    of('parameters out of order', [second, first], 'E_FIELD'),
    of('a name with a space', [['opening assurance', 'any'], second], 'E_FIELD'),
    of('a value of nothing', [['opening.assurance', ''], second], 'E_FIELD'),
    of('a value that is no text', [['opening.assurance', 1], second], 'E_RECORD'),
    of('a parameter with a third part', [[...first, 'any'], second], 'E_RECORD'),
    of(
      'too many parameters',
      Array.from({ length: 33 }, (_, n) => [`p${'x'.repeat(n + 1)}`, 'any']),
      'E_RECORD',
    ),
  ];
}

function signerCases(world: VectorWorld): RulesCase[] {
  const { directory, seatless, clerk, admin, liaison, harbour } = world;
  const [ngo, publicSeat] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner, HandSigner];
  const of = (description: string, signers: readonly HandSigner[], expect: string | null): RulesCase => ({
    description,
    change: { signers },
    expect,
  });
  const first = { follows: false, change: { signers: twoRoots(directory.stewards) } };
  return [
    of('signed by nobody', [], 'E_AUTHORITY'),
    of('signed by one steward', [ngo], 'E_AUTHORITY'),
    { description: 'signed by one steward twice', change: { signers: [ngo, ngo], inOrder: true }, expect: 'E_RECORD' },
    of('signed by a steward without a seat', [ngo, by(seatless, 2)], 'E_AUTHORITY'),
    of('signed by three stewards', [ngo, publicSeat, by(seatless, 2)], 'E_AUTHORITY'),
    of('signed by a member with a seat who is no steward', [ngo, by(clerk, 2)], 'E_SIGNER'),
    of('signed by an administrator of another organisation', [ngo, by(admin, 2)], 'E_SIGNER'),
    of('signed by a liaison', [ngo, by(liaison, 2)], 'E_SIGNER'),
    of(
      'signed by devices, not as stewards',
      directory.stewardDevices.map((device) => by(device, 1)),
      'E_AUTHORITY',
    ),
    of('signed with another key', [ngo, { ...publicSeat, privateKey: ngo.privateKey }], 'E_SIGNATURE'),
    {
      description: 'signatures out of order',
      change: { signers: [ngo, publicSeat].toSorted(backwards), inOrder: true },
      expect: 'E_RECORD',
    },
    {
      description: 'a statement that was changed after both signed',
      change: { changed: { parameters: [['opening.assurance', 'passkey'], PARAMETERS[1] as string[]] } },
      expect: 'E_SIGNATURE',
    },
    { description: 'the first record, signed by two roots', ...first, expect: null },
    { description: 'a later record, signed by two roots', change: first.change, expect: 'E_AUTHORITY' },
    {
      description: 'the first record, signed by one root',
      follows: false,
      change: { signers: [root(directory.stewards, 0)] },
      expect: 'E_AUTHORITY',
    },
    {
      description: 'the first record, signed by a root and a steward',
      follows: false,
      change: { signers: [root(directory.stewards, 0), ngo] },
      expect: 'E_AUTHORITY',
    },
    {
      description: 'the first record, signed by roots of another organisation',
      follows: false,
      change: { signers: twoRoots(harbour.org) },
      expect: 'E_SIGNER',
    },
    ...comingAndGoing(world),
    ...sameSeat(world),
  ];
}

/** Stewards who signed and were revoked, removed or suspended. */
function comingAndGoing(world: VectorWorld): RulesCase[] {
  const { directory } = world;
  const [ngo, publicSeat] = directory.stewardDevices as readonly [VectorWorld['admin'], VectorWorld['admin']];
  const { org } = directory.stewards;
  const signers = twoRoots(directory.stewards);
  const revoked: Step = { org, type: 'DEVICE_REVOKE', fields: numbered(bytesOf(ngo.device), 'lost'), signers };
  const removed: Step = { org, type: 'MEMBER_REMOVE', fields: numbered(bytesOf(publicSeat.member), 'left'), signers };
  const suspended: Step = {
    org,
    type: 'SUSPEND',
    fields: numbered(bytesOf(ngo.member), 'emergency', 'other'),
    signers: [by(publicSeat, 2)],
  };
  const read = { later: null } as const;
  return [
    { description: 'a steward whose device was revoked', steps: [revoked], expect: 'E_SIGNER' },
    { description: 'a steward who was removed', steps: [removed], expect: 'E_SIGNER' },
    { description: 'a steward who is suspended', steps: [suspended], expect: 'E_SIGNER' },
    {
      description: 'on the log before the device was revoked',
      ...read,
      steps: [revoked],
      position: 'before steps',
      expect: null,
    },
    {
      description: 'on the log after the device was revoked',
      ...read,
      steps: [revoked],
      position: 'after steps',
      expect: 'E_SIGNER',
    },
    {
      description: 'on the log before the suspension',
      ...read,
      steps: [suspended],
      position: 'before steps',
      expect: null,
    },
    {
      description: 'on the log after the suspension',
      ...read,
      steps: [suspended],
      position: 'after steps',
      expect: 'E_SIGNER',
    },
  ];
}

/** A second steward of the seat `ngo`. */
function sameSeat(world: VectorWorld): RulesCase[] {
  const { directory } = world;
  const [ngo, publicSeat] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner, HandSigner];
  const { org } = directory.stewards;
  const signers = twoRoots(directory.stewards);
  const [member, device] = [freshId('second steward'), freshId('device')];
  const fields = numbered(bytesOf(member), [], ['steward'], 'RED', 500_000, ['*'], 'ngo', 'XA');
  const steps: Step[] = [
    { org, type: 'MEMBER_ADD', fields: new Map([...fields, [15, null]]), signers },
    {
      org,
      type: 'DEVICE_ADD',
      fields: (provenPosition) => deviceFields(world, { member, device, provenPosition }),
      signers,
    },
  ];
  const { privateKey } = deriveSigningKeyPair(fresh('sign'));
  const second = { kind: 2, signer: bytesOf(device), privateKey };
  return [
    {
      description: 'signed by two stewards of the same seat',
      change: { signers: [ngo, second] },
      steps,
      expect: 'E_AUTHORITY',
    },
    {
      description: 'signed by the other steward of a seat',
      change: { signers: [second, publicSeat] },
      steps,
      expect: null,
    },
  ];
}

function timeCases(): RulesCase[] {
  const at = (description: string, time: number, later: number | null, expect: string | null): RulesCase => ({
    description,
    change: { time },
    later,
    expect,
  });
  return [
    at('dated an hour ahead', FIXTURE_NOW + 3600, 0, null),
    at('dated further ahead', FIXTURE_NOW + 3601, 0, 'E_RULES_TIME'),
    at('dated before the record before', FIXTURE_NOW - 1, 0, 'E_RULES_TIME'),
    at('thirty days old', FIXTURE_NOW, 30 * DAY, null),
    at('older than thirty days', FIXTURE_NOW, 30 * DAY + 1, 'E_RULES_TIME'),
    at('read long after', FIXTURE_NOW, null, null),
  ];
}

function backwards(a: HandSigner, b: HandSigner): number {
  return Buffer.compare(b.signer, a.signer);
}

// Makes the vector files of this folder. They are written once and kept: a change of format gets new files beside the old.
import { encode } from '@sealbridge/cbor';
import { directoryEntry, fingerprint, grantSetEntry, parseEventRecord } from '@sealbridge/directory';
import { concat, fromBase64Url, sha256, toBase64Url, toHex, utf8 } from '@sealbridge/sodium';
import { agreementCases } from './agreement-cases.js';
import { attributionCases } from './attribution-cases.js';
import { invitationCases } from './invitation-cases.js';
import { joiningCases } from './joining-cases.js';
import { ownDeviceCases } from './own-device-cases.js';
import { recoveryCases } from './recovery-cases.js';
import { recoveryKeyCases } from './recovery-key-cases.js';
import { chainCases, keyCases, peopleCases, type Case } from './replay-cases.js';
import { rootsCases } from './roots-cases.js';
import { rulesCases } from './rules-cases.js';
import { sealingCases } from './sealing-cases.js';
import { standingCases } from './standing-cases.js';
import { stepsCase, withShared, type StepsCase } from './steps.js';
import { suspendedCases } from './suspended-cases.js';
import { suspensionCases } from './suspension-cases.js';
import { unitPurposesCases } from './unit-purposes-cases.js';
import { vettingCases } from './vetting-cases.js';
import { baseOf, fresh, makeVectorWorld, type VectorWorld } from './vector-world.js';

/** The files by name. */
export async function makeDirectoryVectors(): Promise<Record<string, object>> {
  const world = await makeVectorWorld();
  const base = baseOf(world);
  const replay = (description: string, cases: Case[]): object => ({
    kind: 'replay',
    description,
    ...base,
    cases: cases.map((one) => replayCase(world, one)),
  });
  const steps = (description: string, cases: StepsCase[]): object => ({
    kind: 'replay',
    description,
    ...base,
    cases: cases.map((one) => stepsCase(world, one)),
  });
  const sharing = (description: string, cases: StepsCase[]): object => ({
    kind: 'replay',
    description,
    ...base,
    ...withShared(cases.map((one) => stepsCase(world, one))),
  });
  return {
    'suspension.json': steps('suspensions and who signs while one lasts', suspensionCases(world)),
    'joining.json': steps('updates of members, and devices that come by an invitation', joiningCases(world)),
    'roots.json': sharing('other roots, and administrators by roots', rootsCases(world)),
    'unit-purposes.json': sharing('what units work for', unitPurposesCases(world)),
    'own-devices.json': sharing('what the devices of a member do for it', ownDeviceCases(world)),
    'recovery-key.json': sharing('recovery keys, guardians, recovery lockboxes', recoveryKeyCases(world)),
    'recovery.json': sharing('recoveries of members by guardians', recoveryCases(world)),
    'vetting.json': { kind: 'vetting', description: 'vetting statements', ...base, cases: vettingCases(world) },
    'standing.json': {
      kind: 'standing',
      description: 'what parties say about an agreement',
      ...base,
      cases: standingCases(world),
    },
    'rules.json': { kind: 'rules', description: 'records about the policy', ...base, cases: rulesCases(world) },
    'invitation.json': {
      kind: 'invitation',
      description: 'invitations, and devices that join',
      ...base,
      cases: invitationCases(world),
    },
    'evidence-set.json': { kind: 'evidence-set', description: 'hashes of sets of evidence', cases: evidenceSetCases() },
    'suspended.json': {
      kind: 'before-sealing',
      description: 'checks before sealing while something is suspended',
      ...base,
      cases: suspendedCases(world),
    },
    'chain.json': replay('place in the chain, content, signatures', chainCases(world)),
    'people.json': replay('organisations, units, members', peopleCases(world)),
    'keys.json': replay('devices, epochs, lockboxes', keyCases(world)),
    'before-sealing.json': {
      kind: 'before-sealing',
      description: 'checks before sealing',
      ...base,
      cases: sealingCases(world),
    },
    'agreement.json': {
      kind: 'agreement',
      description: 'agreements of two organisations',
      ...base,
      cases: agreementCases(world),
    },
    'attribution.json': {
      kind: 'agreement',
      description: 'the attribution of an agreement, which may be left out',
      ...base,
      cases: attributionCases(world),
    },
    'log-entries.json': {
      kind: 'log-entries',
      description: 'directory events among log entries',
      cases: entryCases(world),
    },
    'fingerprint.json': { kind: 'fingerprint', description: 'fingerprints of keys', cases: fingerprintCases(world) },
  };
}

function replayCase({ directory }: VectorWorld, [description, record, error]: Case): object {
  const after = directory.records.length;
  const expect = error === null ? { value: headsAfter(directory, record) } : { error };
  return { description, after, records: [{ record, index: after }], expect };
}

function headOf(record: string): readonly [string, string] {
  const { leaf, eventHash } = parseEventRecord(fromBase64Url(record));
  return [leaf.org, `${leaf.seq} ${toHex(eventHash)}`];
}

function headsAfter(directory: VectorWorld['directory'], record: string): Record<string, string> {
  const heads = [...directory.state.chains].map(([org, { seq, head }]) => [org, `${seq} ${toHex(head)}`] as const);
  return Object.fromEntries([...heads, headOf(record)]);
}

function entryCases({ directory }: VectorWorld): object[] {
  const [leaf = new Uint8Array()] = directory.records.map(({ record }) => record.leafBytes);
  const entry = directoryEntry(leaf);
  const lookalike = concat(utf8('dl1'), fresh('audit').slice(3));
  const cases: [string, Uint8Array[], object][] = [
    ['one directory event', [entry], { value: [{ index: 0, seq: 0 }] }],
    [
      'positions count all entries',
      [fresh('audit'), grantSetEntry(fresh('set')), entry],
      { value: [{ index: 2, seq: 0 }] },
    ],
    ['an audit entry that begins like a directory event', [lookalike], { value: [] }],
    ['a directory event that does not parse', [entry.slice(0, -1)], { error: 'E_RECORD' }],
    ['a directory event with a byte too many', [concat(entry, new Uint8Array(1))], { error: 'E_RECORD' }],
  ];
  return cases.map(([description, entries, expect]) => ({ description, entries: entries.map(toBase64Url), expect }));
}

function fingerprintCases({ directory }: VectorWorld): object[] {
  const values = [new Uint8Array(0), new Uint8Array(32), directory.genesis];
  const names = ['nothing', '32 zero bytes', 'a genesis event hash'];
  return values.map((bytes, index) => ({
    description: names[index],
    hex: toHex(bytes),
    sha256: toHex(sha256(bytes)),
    expect: { value: fingerprint(bytes) },
  }));
}

function evidenceSetCases(): object[] {
  const [a, b] = ['one', 'two'].map((label) => sha256(utf8(label)).fill(label.length, 0, 1)) as [
    Uint8Array,
    Uint8Array,
  ];
  const sorted = toHex(a) < toHex(b) ? [a, b] : [b, a];
  const hash = (...hashes: Uint8Array[]): object => ({ value: toHex(sha256(encode(hashes))) });
  const cases: [string, Uint8Array[], object][] = [
    ['no statement', [], hash()],
    ['one statement', [a], hash(a)],
    ['two statements', sorted, hash(...sorted)],
    ['two statements in another order', sorted.toReversed(), hash(...sorted)],
  ];
  return cases.map(([description, hashes, expect]) => ({ description, hashes: hashes.map(toHex), expect }));
}

// What parties say about an agreement, written straight from docs/reference/agreement.md: taken on, and read later.
import { encode, type CborValue } from '@sealbridge/cbor';
import { agreementHash, writeAgreementRecord, type AgreementRecord } from '@sealbridge/directory';
import { signTyped, toBase64Url } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { FIXTURE_NOW, FIXTURE_ORIGIN, type FixtureOrg } from '../../support/directory-fixture.js';
import { numbered, type HandSigner } from './by-hand.js';
import { stepsCase, type Step } from './steps.js';
import { by, bytesOf, fresh, freshId, root, twoRoots, type VectorWorld } from './vector-world.js';

const DAY = 24 * 3600;

/** One record: who says what, and where it departs from the usual. */
interface Said {
  readonly org: FixtureOrg;
  readonly act: string;
  readonly seq?: number;
  readonly at?: number;
  readonly signers?: readonly HandSigner[];
  readonly version?: Uint8Array;
  readonly agreement?: Id;
  readonly origin?: string;
  readonly extra?: ReadonlyMap<number, CborValue>;
}

interface Outcome {
  readonly by?: readonly FixtureOrg[];
  readonly end?: number;
  readonly standing: string;
}

interface StandingCase {
  readonly description: string;
  readonly said: readonly Said[];
  /** Seconds after the fixture at which it is asked; records are taken on then too unless `read`. */
  readonly later?: number;
  readonly read?: boolean;
  readonly steps?: readonly Step[];
  readonly origin?: string;
  readonly agreement?: AgreementRecord;
  readonly expect: Outcome | string;
}

/** The cases of standing.json, all about the agreement of harbour and northgate. */
export function standingCases(world: VectorWorld): object[] {
  const cases = [
    ...actCases(world),
    ...turnCases(world),
    ...signerCases(world),
    ...formCases(world),
    ...readCases(world),
  ];
  return cases.map((one) => standingCase(world, one));
}

function standingCase(world: VectorWorld, one: StandingCase): object {
  const { agreement = world.agreement, said, later = 0, steps = [], origin = FIXTURE_ORIGIN, expect } = one;
  const now = FIXTURE_NOW + later;
  const standings = said.map((record, index) => toBase64Url(recordOf(world.agreement, record, index + 1, now)));
  const { records } = stepsCase(world, [one.description, steps, null]) as { records: object[] };
  const { end } = agreement.agreement;
  return {
    description: one.description,
    agreement: toBase64Url(writeAgreementRecord(agreement)),
    standings,
    takenAt: one.read === true ? null : said.map(() => now),
    now,
    origin,
    records,
    expect: typeof expect === 'string' ? { error: expect } : { value: valueOf(said.length, end, expect) },
  };
}

function valueOf(seq: number, ownEnd: number, { by: orgs = [], end = ownEnd, standing }: Outcome): object {
  return { seq, suspendedBy: orgs.map(({ org }) => org).toSorted(), end, standing };
}

function recordOf({ agreement, hash }: AgreementRecord, said: Said, nextSeq: number, now: number): Uint8Array {
  const { org, act, seq = nextSeq, at = now, signers = twoRoots(org), version = hash, extra = [] } = said;
  const id = bytesOf(said.agreement ?? agreement.agreement);
  const map = numbered('sr1mt', id, version, seq, act, at, bytesOf(org.org), said.origin ?? FIXTURE_ORIGIN);
  const bytes = encode(new Map([...map, ...extra]));
  const ordered = signers.toSorted((a, b) => a.kind - b.kind || Buffer.compare(a.signer, b.signer));
  return encode([
    bytes,
    ordered.map((one) => [one.kind, one.signer, signTyped('sr1.moustate', bytes, one.privateKey)]),
  ]);
}

function actCases({ harbour, northgate, admin, agreement }: VectorWorld): StandingCase[] {
  const [a, b] = [harbour.org, northgate.org];
  const suspend = { org: a, act: 'suspend' };
  const resume = { org: a, act: 'resume' };
  const other = { org: b, act: 'suspend' };
  const soon = FIXTURE_NOW + 30 * DAY;
  const { start, end } = agreement.agreement;
  const ending = { org: b, act: 'end', at: soon };
  return [
    { description: 'nothing was said', said: [], expect: { standing: 'in_force' } },
    {
      description: 'nothing was said, before it begins',
      said: [],
      later: start - FIXTURE_NOW - 1,
      expect: { standing: 'pending' },
    },
    {
      description: 'nothing was said, in its last second',
      said: [],
      later: end - FIXTURE_NOW - 1,
      expect: { standing: 'in_force' },
    },
    { description: 'nothing was said, at its end', said: [], later: end - FIXTURE_NOW, expect: { standing: 'ended' } },
    { description: 'one party suspends', said: [suspend], expect: { by: [a], standing: 'suspended' } },
    {
      description: 'an administrator suspends',
      said: [{ ...suspend, signers: [by(admin)] }],
      expect: { by: [a], standing: 'suspended' },
    },
    { description: 'and resumes', said: [suspend, resume], expect: { standing: 'in_force' } },
    { description: 'both suspend', said: [suspend, other], expect: { by: [a, b], standing: 'suspended' } },
    {
      description: 'both suspend and one resumes',
      said: [suspend, other, resume],
      expect: { by: [b], standing: 'suspended' },
    },
    { description: 'one names an end', said: [ending], expect: { end: soon, standing: 'in_force' } },
    {
      description: 'one ends it at once',
      said: [{ ...ending, at: FIXTURE_NOW }],
      expect: { end: FIXTURE_NOW, standing: 'ended' },
    },
    {
      description: 'the other names an earlier end',
      said: [ending, { org: a, act: 'end', at: soon - 1 }],
      expect: { end: soon - 1, standing: 'in_force' },
    },
    {
      description: 'it is suspended until its end',
      said: [ending, suspend],
      expect: { by: [a], end: soon, standing: 'suspended' },
    },
  ];
}

function turnCases({ harbour, northgate, agreement }: VectorWorld): StandingCase[] {
  const suspend = { org: harbour.org, act: 'suspend' };
  const end = { org: harbour.org, act: 'end', at: FIXTURE_NOW + DAY };
  const ownEnd = agreement.agreement.end;
  return [
    { description: 'the first record has number 2', said: [{ ...suspend, seq: 2 }], expect: 'E_STANDING_SEQ' },
    { description: 'the same record again', said: [suspend, { ...suspend, seq: 1 }], expect: 'E_STANDING_SEQ' },
    {
      description: 'a record is left out',
      said: [suspend, { ...suspend, act: 'resume', seq: 3 }],
      expect: 'E_STANDING_SEQ',
    },
    { description: 'suspending what one suspends', said: [suspend, suspend], expect: 'E_STANDING' },
    { description: 'resuming what nobody suspends', said: [{ ...suspend, act: 'resume' }], expect: 'E_STANDING' },
    {
      description: 'resuming what the other party suspends',
      said: [suspend, { org: northgate.org, act: 'resume' }],
      expect: 'E_STANDING',
    },
    { description: 'an end in the past', said: [{ ...end, at: FIXTURE_NOW - 1 }], expect: 'E_STANDING' },
    { description: 'the same end again', said: [end, end], expect: 'E_STANDING' },
    { description: 'a later end', said: [end, { ...end, at: FIXTURE_NOW + 2 * DAY }], expect: 'E_STANDING' },
    { description: 'an end after its own', said: [{ ...end, at: ownEnd }], expect: 'E_STANDING' },
    {
      description: 'a suspension signed an hour before',
      said: [{ ...suspend, at: FIXTURE_NOW - 3600 }],
      expect: { by: [harbour.org], standing: 'suspended' },
    },
    {
      description: 'a suspension signed longer before',
      said: [{ ...suspend, at: FIXTURE_NOW - 3601 }],
      expect: 'E_STANDING',
    },
    {
      description: 'a suspension from the future',
      said: [{ ...suspend, at: FIXTURE_NOW + 3601 }],
      expect: 'E_STANDING',
    },
  ];
}

function signerCases(world: VectorWorld): StandingCase[] {
  const { harbour, northgate, eastport, admin, analyst, former, lost, directory } = world;
  const [steward] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner];
  const suspend = { org: harbour.org, act: 'suspend' };
  const signed = (...signers: HandSigner[]): Said[] => [{ ...suspend, signers }];
  const suspended = suspension(harbour.org, harbour.org.org, steward);
  const byAdmin = suspension(harbour.org, admin.member, steward);
  const back = [suspend, { ...suspend, act: 'resume' }];
  return [
    { description: 'signed by one root', said: signed(root(harbour.org, 0)), expect: 'E_AUTHORITY' },
    { description: 'signed by nobody', said: signed(), expect: 'E_AUTHORITY' },
    {
      description: 'signed by a root and the administrator',
      said: signed(root(harbour.org, 0), by(admin)),
      expect: 'E_AUTHORITY',
    },
    {
      description: 'signed by the roots of the other party',
      said: signed(...twoRoots(northgate.org)),
      expect: 'E_SIGNER',
    },
    { description: 'signed by an analyst', said: signed(by(analyst)), expect: 'E_SIGNER' },
    { description: 'signed by an administrator who was removed', said: signed(by(former)), expect: 'E_SIGNER' },
    { description: 'signed by a device that was revoked', said: signed(by(lost)), expect: 'E_SIGNER' },
    { description: 'signed by a steward', said: signed(steward), expect: 'E_AUTHORITY' },
    {
      description: 'signed with another key',
      said: signed({ ...by(admin), privateKey: analyst.sign.privateKey }),
      expect: 'E_SIGNATURE',
    },
    {
      description: 'of an organisation that is no party',
      said: [{ org: eastport.org, act: 'suspend' }],
      expect: 'E_AUTHORITY',
    },
    {
      description: 'signed by a suspended administrator',
      said: signed(by(admin)),
      steps: [byAdmin],
      expect: 'E_SIGNER',
    },
    {
      description: 'a suspended organisation suspends',
      said: [suspend],
      steps: [suspended],
      expect: { by: [harbour.org], standing: 'suspended' },
    },
    { description: 'a suspended organisation resumes', said: back, steps: [suspended], expect: 'E_SUSPENDED' },
  ];
}

function formCases(world: VectorWorld): StandingCase[] {
  const { harbour, directory, northgate, agreement: first } = world;
  const suspend = { org: harbour.org, act: 'suspend' };
  const second = directory.agreement([harbour.org, northgate.org], {
    agreement: first.agreement.agreement,
    version: 2,
    prevHash: first.hash,
  });
  return [
    {
      description: 'about another version',
      said: [{ ...suspend, version: fresh('version') }],
      expect: 'E_AGREEMENT_CHAIN',
    },
    { description: 'about the version before', said: [suspend], agreement: second, expect: 'E_AGREEMENT_CHAIN' },
    {
      description: 'about another agreement',
      said: [{ ...suspend, agreement: freshId('agreement') }],
      expect: 'E_AGREEMENT_CHAIN',
    },
    {
      description: 'made for another log',
      said: [{ ...suspend, origin: 'log.example/1' }],
      expect: 'E_AGREEMENT_ORIGIN',
    },
    { description: 'judged by another log', said: [suspend], origin: 'log.example/1', expect: 'E_AGREEMENT_ORIGIN' },
    { description: 'made for no log', said: [{ ...suspend, origin: '' }], expect: 'E_FIELD' },
    { description: 'number 0', said: [{ ...suspend, seq: 0 }], expect: 'E_FIELD' },
    { description: 'an unknown act', said: [{ ...suspend, act: 'extend' }], expect: 'E_RECORD' },
    { description: 'a field that is not known', said: [{ ...suspend, extra: new Map([[8, 1]]) }], expect: 'E_RECORD' },
    { description: 'another format', said: [{ ...suspend, extra: new Map([[0, 'sr1m']]) }], expect: 'E_RECORD' },
    {
      description: 'a hash that is too short',
      said: [{ ...suspend, version: agreementHash(fresh('x')).slice(1) }],
      expect: 'E_RECORD',
    },
    { description: 'an origin that is too long', said: [{ ...suspend, origin: 'x'.repeat(256) }], expect: 'E_RECORD' },
  ];
}

/** Read when it was taken on long ago, and people have left since. */
function readCases(world: VectorWorld): StandingCase[] {
  const { harbour, admin, former, analyst, directory } = world;
  const [steward] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner];
  const suspend = { org: harbour.org, act: 'suspend' };
  const resume = { org: harbour.org, act: 'resume' };
  const end = { org: harbour.org, act: 'end', at: FIXTURE_NOW + DAY };
  const removed: Step = {
    org: harbour.org.org,
    type: 'MEMBER_REMOVE',
    fields: numbered(bytesOf(admin.member), 'left'),
    signers: twoRoots(harbour.org),
  };
  const read = { read: true, later: 10 * DAY };
  const by1 = { by: [harbour.org], standing: 'suspended' };
  const signed = (said: Said, keys = admin): Said => ({ ...said, signers: [by(keys)] });
  return [
    { ...read, description: 'read later: suspended', said: [suspend], expect: by1 },
    {
      ...read,
      description: 'read later: suspended and resumed',
      said: [suspend, resume],
      expect: { standing: 'in_force' },
    },
    { ...read, description: 'read later: ended', said: [end], expect: { end: end.at, standing: 'ended' } },
    {
      ...read,
      description: 'read later: suspended by somebody who left',
      said: [signed(suspend, former)],
      expect: by1,
    },
    {
      ...read,
      description: 'read later: ended by somebody who left since',
      said: [signed(end)],
      steps: [removed],
      expect: { end: end.at, standing: 'ended' },
    },
    {
      ...read,
      description: 'read later: resumed by somebody who left since',
      said: [suspend, signed(resume)],
      steps: [removed],
      expect: by1,
    },
    {
      ...read,
      description: 'read later: resumed by somebody who is suspended',
      said: [suspend, signed(resume)],
      steps: [suspension(harbour.org, admin.member, steward)],
      later: 3600,
      expect: by1,
    },
    {
      ...read,
      description: 'read later: suspended by somebody without the right',
      said: [signed(suspend, analyst)],
      expect: 'E_SIGNER',
    },
    {
      ...read,
      description: 'read later: a record is left out',
      said: [suspend, { ...resume, seq: 3 }],
      expect: 'E_STANDING_SEQ',
    },
  ];
}

function suspension({ org }: FixtureOrg, subject: Id, steward: HandSigner): Step {
  return { org, type: 'SUSPEND', fields: numbered(bytesOf(subject), 'emergency', 'misuse'), signers: [steward] };
}

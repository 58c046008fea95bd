// Whatever is changed in what somebody signed, it is refused, and by name: every single bit, and many edits at random.
import fc from 'fast-check';
import { deriveSigningKeyPair } from '@sealbridge/sodium';
import {
  FIXTURE_NOW,
  FIXTURE_ORIGIN,
  makeSmallWorld,
  stewardSigner,
  type SmallWorld,
} from '../../../test/support/directory-fixture.js';
import { makeStanding } from '../../../test/support/membership-fixture.js';
import { noStanding } from './agreement-standing.js';
import { makeEvent, type EventSigner } from './build-event.js';
import { DirectoryError } from './directory-error.js';
import { parseEventRecord, writeEventRecord } from './event-record.js';
import { makeJoin, parseJoin } from './invitation/join.js';
import { inviteRecord, parseInviteRecord, signInvite, writeInvite, writeInviteRecord } from './invitation/invite.js';
import { verifyInvite } from './invitation/invite-verify.js';
import { parseStandingRecord, writeStandingRecord } from './standing.js';
import { verifyStanding } from './standing-verify.js';
import { verifyVetSignatures } from './vetting/authority.js';
import { parseVetRecord, signVet, vetRecord, writeVetRecord } from './vetting/record.js';
import type { VetFields } from './vetting/statement.js';
import { writeVet } from './vetting/statement-write.js';

jest.setTimeout(60_000);

/** Every 1-bit flip of `bytes` must make `take` throw a DirectoryError; unchanged they are taken. */
function expectEveryFlipRefused(bytes: Uint8Array, take: (bytes: Uint8Array) => unknown): void {
  expect(() => take(bytes)).not.toThrow();
  const taken: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    try {
      take(flipped);
      taken.push(bit);
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
    }
  }
  expect(taken).toEqual([]);
  expectEditsRefused(bytes, take);
}

const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 3 }),
  insert: fc.uint8Array({ maxLength: 3 }),
});

function edited(bytes: Uint8Array, edits: readonly { at: number; remove: number; insert: Uint8Array }[]): Uint8Array {
  return edits.reduce((before, { at, remove, insert }) => {
    const start = at % (before.length + 1);
    return Uint8Array.of(...before.slice(0, start), ...insert, ...before.slice(start + remove));
  }, bytes);
}

/** Bytes that were cut, filled in and shifted are refused by a DirectoryError, never by another error and never taken. */
function expectEditsRefused(bytes: Uint8Array, take: (bytes: Uint8Array) => unknown): void {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const changed = edited(bytes, edits);
      fc.pre(Buffer.compare(changed, bytes) !== 0);
      expect(() => take(changed)).toThrow(DirectoryError);
    }),
    { numRuns: 300 },
  );
}

describe('one flipped bit, or a few edits,', () => {
  let world: SmallWorld;
  let admin: EventSigner;
  beforeAll(async () => {
    world = await makeSmallWorld();
    admin = { kind: 'device', signer: world.admin.device, privateKey: world.admin.sign.privateKey };
  });

  function vet(fields: VetFields, by: EventSigner): Uint8Array {
    const application = world.directory.id('application');
    const bytes = writeVet({
      application,
      org: world.harbour.org.org,
      origin: FIXTURE_ORIGIN,
      at: FIXTURE_NOW,
      fields,
    });
    return writeVetRecord(vetRecord(bytes, [signVet(bytes, by)]));
  }

  it('in a suspension is refused', () => {
    const { directory, harbour } = world;
    const { state } = directory;
    const record = directory.suspend(harbour.org);
    directory.lift(harbour.org, { by: directory.stewardDevices[1] ?? world.admin });
    expectEveryFlipRefused(writeEventRecord(record), (bytes) => state.apply(parseEventRecord(bytes), 1000));
  });

  it('in an update of a member is refused', () => {
    const { directory, northgate, liaison } = world;
    const { state } = directory;
    const record = directory.update(northgate.org, liaison.member, { clearance: 'GREEN' });
    expectEveryFlipRefused(writeEventRecord(record), (bytes) => state.apply(parseEventRecord(bytes), 1000));
  });

  it('in a statement of evidence is refused', () => {
    const { harbour, directory } = world;
    const item = { kind: 'registration', note: null, documentSha256: directory.derive('document') } as const;
    const { state } = directory;
    const rule = { by: 'organisation', state, org: harbour.org.org, now: FIXTURE_NOW } as const;
    expectEveryFlipRefused(vet({ kind: 'evidence', round: 1, items: [item] }, admin), (bytes) =>
      verifyVetSignatures(parseVetRecord(bytes), FIXTURE_ORIGIN, rule),
    );
  });

  it('in a verdict is refused', () => {
    const { directory } = world;
    const fields = {
      kind: 'verdict',
      round: 1,
      stage: 'provisional',
      verdict: 'approve',
      evidenceSetHash: directory.derive('set'),
      findings: [{ kind: 'registration', finding: 'accepted', reason: null }],
      conflict: 'none',
      admission: directory.derive('admission'),
    } as const;
    const [steward = world.admin] = directory.stewardDevices;
    expectEveryFlipRefused(vet(fields, stewardSigner(steward)), (bytes) =>
      verifyVetSignatures(parseVetRecord(bytes), FIXTURE_ORIGIN, { by: 'steward', state: directory.state }),
    );
  });

  it('in what a party says about an agreement is refused', () => {
    const { directory, harbour, agreement } = world;
    const context = { state: directory.state, agreement, origin: FIXTURE_ORIGIN };
    const record = makeStanding(directory, harbour.org, agreement, { act: 'suspend' });
    expectEveryFlipRefused(writeStandingRecord(record), (bytes) =>
      verifyStanding(context, noStanding(agreement.agreement), parseStandingRecord(bytes), FIXTURE_NOW),
    );
  });

  it('in an invitation is refused', () => {
    const { directory, harbour } = world;
    const bytes = writeInvite({
      invitation: directory.id('invitation'),
      org: harbour.org.org,
      member: directory.id('member'),
      units: [harbour.unit],
      roles: ['analyst'],
      clearance: 'AMBER',
      trainingUntil: directory.hour,
      jurisdictions: ['*'],
      country: 'XA',
      expires: FIXTURE_NOW,
      origin: FIXTURE_ORIGIN,
    });
    const { state } = directory;
    expectEveryFlipRefused(writeInviteRecord(inviteRecord(bytes, [signInvite(bytes, admin)])), (flipped) =>
      verifyInvite({ state, record: parseInviteRecord(flipped), origin: FIXTURE_ORIGIN, now: FIXTURE_NOW }),
    );
  });

  it('in what a joining device says is refused', () => {
    const { directory, harbour, analyst } = world;
    const pair = deriveSigningKeyPair(directory.derive('joining'));
    const ids = {
      org: harbour.org.org,
      member: analyst.member,
      device: directory.id('d'),
      invitation: directory.id('i'),
    };
    const keys = { signPublicKey: pair.publicKey, kemPublicKey: world.liaison.kem.publicKey };
    expectEveryFlipRefused(makeJoin({ ...ids, ...keys }, pair.privateKey), parseJoin);
  });

  it('leaves nothing that was applied', () => {
    const { directory, harbour } = world;
    const position = directory.state.nextPosition(harbour.org.org);
    const event = { type: 'SUSPEND', subject: harbour.unit, measure: 'emergency', reason: 'other' } as const;
    expect(() => directory.publish(makeEvent(position, event, directory.context()), [admin])).toThrow(DirectoryError);
    expect(directory.state.suspensionOf(harbour.unit)).toBeNull();
  });
});

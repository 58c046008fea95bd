import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  DirectoryState,
  type EventRecord,
  makeEvent,
  parseAgreementRecord,
  parseEventRecord,
  readersOf,
  signedEvent,
  signEvent,
  verifyAgreement,
} from '@sealbridge/directory';
import { fromBase64, fromHex } from '@sealbridge/sodium';

import { type InstanceHome, layoutOf, makeFolders } from '../home.js';
import { makeInstanceKeys, logOrigin } from '../keys.js';
import { readProfile } from '../../profile/profile-file.js';
import { makeAgreement } from './agreements.js';
import { genesisHash, makeFounders } from './founders.js';
import { openDeviceKeys } from './key-files.js';
import { findMadeOrganisation, type MadeOrganisation } from './made-organisation.js';
import { identify, makeOrganisation } from './organisation.js';
import { writeProfiles } from './profiles.js';
import { DemoRoots } from './roots.js';
import { AGREEMENTS, type DemoOrganisation, ORGANISATIONS, STEWARDS } from './world.js';

describe('the organisations of the demo world', () => {
  let home: InstanceHome;
  let all: MadeOrganisation[];
  let state: DirectoryState;
  let roots: DemoRoots;

  /** The admission both stewards sign once they have vetted the organisation; vetting itself needs a server. */
  const admitted = (wanted: DemoOrganisation): EventRecord => {
    const { org } = identify(home, wanted, roots);
    const { handle, kind, country, name } = wanted;
    const rootKeys = roots.all(handle).map((root) => root.sign.publicKey);
    const hour = Math.floor(Date.now() / 3_600_000);
    const event = { type: 'ORG_ADMIT', handle, kind, country, rootKeys, name } as const;
    const unsigned = makeEvent({ org, seq: 0, prev: null }, event, { hour });
    const signatures = STEWARDS.people.map(({ profile }) => {
      const { device, sign } = openDeviceKeys(home, profile);
      return signEvent(unsigned, { kind: 'steward_device', signer: device, privateKey: sign.privateKey });
    });
    return signedEvent(unsigned, signatures);
  };

  beforeAll(async () => {
    home = layoutOf(mkdtempSync(join(tmpdir(), 'sealbridge-demo-')));
    makeFolders(home);
    await makeInstanceKeys(home);
    const stewards = await makeFounders(home);
    roots = new DemoRoots(home);
    all = [stewards, ...ORGANISATIONS.map((wanted) => makeOrganisation(home, wanted, admitted(wanted), roots))];
    const records = all.flatMap((made) => made.records.map((record) => parseEventRecord(fromBase64(record))));
    state = DirectoryState.empty(fromHex(genesisHash(home))).applyAll(
      records.map((record, index) => ({ record, index })),
    );
  }, 60_000);
  afterAll(() => rmSync(home.root, { recursive: true, force: true }));

  it('replay from the pinned genesis, each with a unit of its handle and an open epoch', () => {
    for (const { handle } of [STEWARDS, ...ORGANISATIONS]) {
      const unit = state.unitByHandle(handle);
      expect(unit?.epochs).toHaveLength(1);
    }
  });

  it('give every person one device with a lockbox and the roles of the demo world', () => {
    for (const { people, handle } of [STEWARDS, ...ORGANISATIONS]) {
      const made = findMadeOrganisation(home, handle);
      for (const { profile, roles } of people) {
        const { device = null, member = null } = made?.people.find((person) => person.profile === profile) ?? {};
        const epoch = state.currentEpoch(made?.unit ?? ('' as never));
        expect(device !== null && epoch?.lockboxes.has(device)).toBe(true);
        expect(member === null ? [] : state.members.get(member)?.roles).toEqual([...roles].sort());
      }
    }
  });

  it('leave northgate with two readers', () => {
    const unit = state.unitByHandle('northgate');
    const members = new Set(
      [...(unit?.epochs[0]?.lockboxes.keys() ?? [])].map((device) => state.devices.get(device)?.member),
    );
    expect(members.size).toBe(2);
    expect(readersOf([])).toBe(0);
  });

  it('have agreements that both parties signed and that are live for two years', () => {
    for (const agreement of AGREEMENTS) {
      const parties = agreement.between.map((handle) => all.find((made) => made.handle === handle) as MadeOrganisation);
      const record = parseAgreementRecord(
        makeAgreement(home, agreement, parties, logOrigin(home), (handle) => roots.signing(handle)),
      );
      const verified = verifyAgreement({ state, record, previous: null, origin: logOrigin(home) });
      expect(verified.circle).toBe(agreement.circle);
      expect(verified.purposes).not.toContain('training_synthetic_only');
      expect(verified.end - verified.start).toBe(730 * 86_400);
    }
  });

  it('are the same when they are asked for again', () => {
    const [first] = ORGANISATIONS as [DemoOrganisation];
    const again = makeOrganisation(home, first, admitted(first), new DemoRoots(home));
    expect(again).toEqual(all[1]);
  });

  it('have profiles that the command line accepts, with secrets of mode 0600', () => {
    writeProfiles(home, 'http://localhost:4000');
    for (const { people, handle } of [STEWARDS, ...ORGANISATIONS]) {
      for (const { profile } of people) {
        const read = readProfile(join(home.demo, profile));
        expect(read).toMatchObject({ name: profile, orgHandle: handle, unitHandle: handle, origin: logOrigin(home) });
        expect(statSync(read.keyFile).mode & 0o077).toBe(0);
        expect(statSync(read.passphraseFile ?? '').mode & 0o077).toBe(0);
        expect(readFileSync(read.policyFile, 'utf8')).toContain('protects nobody');
      }
    }
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Invite } from '@sealbridge/directory';
import { randomBytes, ready } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';

import { makeProfile, type NewProfile, reopenProfile } from './new-profile.js';

const PRIVATE = 0o600;
const MODE = 0o777;
const HOUR = 500_000;

describe('the profile of a newcomer', () => {
  let root: string;
  let folder: string;

  beforeAll(ready);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sealbridge-profile-'));
    folder = join(root, 'ada');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const id = (): Id => idFromBytes(randomBytes(16));
  const profile = (): NewProfile => {
    const [invitation, member, unit] = [id(), id(), id()];
    const common = {
      invitation,
      member,
      roles: ['analyst'] as const,
      clearance: 'AMBER' as const,
      jurisdictions: ['XA'],
    };
    const signed = { org: id(), units: [unit], country: 'XA', expires: 1, origin: 'test.invalid' };
    const invite: Invite = { ...common, ...signed, trainingUntil: HOUR };
    return {
      name: 'ada',
      offer: {
        ...common,
        organisation: 'harbour',
        organisationName: 'Harbour',
        invitedBy: id(),
        units: ['harbour'],
        trainingUntil: '2027-06-30',
        expires: '2027-01-01T00:00:00.000Z',
      },
      pins: {
        server: 'http://127.0.0.1:1',
        genesis: randomBytes(32),
        policyText: 'log',
        invite,
        organisationHandle: 'harbour',
        unitHandles: ['harbour'],
      },
    };
  };

  it('is there whole, readable by its owner alone, with nothing beside it', () => {
    makeProfile(folder, profile(), {});
    expect(readdirSync(root)).toEqual(['ada']);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['device.key', 'invitation.json', 'passphrase', 'policy', 'profile.json']);
    for (const name of names) expect(statSync(join(folder, name)).mode & MODE).toBe(PRIVATE);
  });

  it('gives the same keys to the same invitation again, and nothing to another', () => {
    const made = profile();
    const keys = makeProfile(folder, made, {});
    expect(reopenProfile(folder, made.offer.invitation, {})).toEqual({ keys, offer: made.offer });
    expect(reopenProfile(folder, id(), {})).toBeNull();
    expect(reopenProfile(join(root, 'nobody'), made.offer.invitation, {})).toBeNull();
  });

  it('is made by one of two at once, and both have its keys', () => {
    const made = profile();
    const first = makeProfile(folder, made, {});
    const second = makeProfile(folder, made, {});
    expect(second).toEqual(first);
    expect(readdirSync(root)).toEqual(['ada']);
  });

  it('never takes the place of somebody else’s, or of a folder with anything in it', () => {
    const keys = makeProfile(folder, profile(), {});
    const before = reopenFiles();
    expect(() => makeProfile(folder, profile(), {})).toThrow(
      expect.objectContaining({ code: 'E_PROFILE_EXISTS' }) as Error,
    );
    expect(reopenFiles()).toEqual(before);
    expect(keys.device).toHaveLength(36);
    const other = join(root, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'notes'), 'mine');
    expect(() => makeProfile(other, profile(), {})).toThrow(
      expect.objectContaining({ code: 'E_PROFILE_EXISTS' }) as Error,
    );
    expect(readdirSync(other)).toEqual(['notes']);
  });

  it('has the passphrase of the file that the environment names, and writes none', () => {
    const path = join(root, 'mine');
    writeFileSync(path, 'correct horse battery staple\n');
    const made = profile();
    makeProfile(folder, made, { SEALBRIDGE_PASSPHRASE_FILE: path });
    expect(existsSync(join(folder, 'passphrase'))).toBe(false);
    expect(() => reopenProfile(folder, made.offer.invitation, {})).toThrow(
      expect.objectContaining({ code: 'E_PASSPHRASE' }) as Error,
    );
    expect(existsSync(join(folder, 'passphrase'))).toBe(false);
    expect(reopenProfile(folder, made.offer.invitation, { SEALBRIDGE_PASSPHRASE_FILE: path })).not.toBeNull();
  });

  function reopenFiles(): number[] {
    return readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs);
  }
});

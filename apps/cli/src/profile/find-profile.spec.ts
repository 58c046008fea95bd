import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findProfile, listProfiles } from './find-profile.js';

const ID = '00112233-4455-6677-8899-aabbccddeeff';

describe('the profile of a command', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-profiles-'));
    env = { XDG_CONFIG_HOME: join(folder, 'config'), SEALBRIDGE_HOME: join(folder, 'home') };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function make(where: 'config/sealbridge' | 'home/demo', name: string, changes: object = {}): string {
    const profile = join(folder, where, name);
    mkdirSync(profile, { recursive: true });
    const fields = {
      version: 1,
      profile: name,
      server: 'http://localhost:4000',
      org: ID,
      orgHandle: 'harbour',
      unit: ID,
      unitHandle: 'harbour',
      member: ID,
      device: ID,
      roles: ['analyst'],
      passphraseFile: 'passphrase',
      policyFile: 'policy',
      policySha256: 'cd'.repeat(32),
      genesis: 'ab'.repeat(32),
      origin: 'demo.invalid/1',
    };
    writeFileSync(join(profile, 'profile.json'), JSON.stringify({ ...fields, ...changes }));
    for (const secret of ['device.key', 'passphrase']) writeFileSync(join(profile, secret), 'x', { mode: 0o600 });
    return profile;
  }

  it('is the named one, of a real person before one of the demo world', () => {
    make('home/demo', 'analyst');
    const own = make('config/sealbridge', 'analyst');
    expect(findProfile('analyst', env).folder).toBe(own);
  });

  it('is that of SEALBRIDGE_PROFILE when no flag names one, and of the flag when both do', () => {
    make('home/demo', 'analyst');
    make('home/demo', 'liaison');
    expect(findProfile(undefined, { ...env, SEALBRIDGE_PROFILE: 'liaison' }).name).toBe('liaison');
    expect(findProfile('analyst', { ...env, SEALBRIDGE_PROFILE: 'liaison' }).name).toBe('analyst');
  });

  it('is the only one there is when none is named', () => {
    make('home/demo', 'analyst');
    expect(findProfile(undefined, env).name).toBe('analyst');
  });

  it('has to be named when there are several, and the hint lists them', () => {
    make('home/demo', 'analyst');
    make('home/demo', 'liaison');
    expect(() => findProfile(undefined, env)).toThrow(
      expect.objectContaining({ code: 'E_PROFILE_NEEDED', exit: 2, hint: '--profile analyst | liaison' }) as Error,
    );
    expect(listProfiles(env)).toEqual(['analyst', 'liaison']);
  });

  it.each(['../analyst', '/etc', '', '.', 'analyst/x', 'nobody'])('is refused when it is called %j', (name) => {
    make('home/demo', 'analyst');
    make('home/demo', 'liaison');
    expect(() => findProfile(name, env)).toThrow(expect.objectContaining({ exit: 2 }) as Error);
  });

  it.each(['device.key', 'passphrase'])('is refused when others may read its %s', (secret) => {
    chmodSync(join(make('home/demo', 'analyst'), secret), 0o644);
    expect(() => findProfile('analyst', env)).toThrow(
      expect.objectContaining({ code: 'E_FILE_MODE', exit: 2 }) as Error,
    );
  });

  it.each([
    { version: 2 },
    { org: 'harbour' },
    { genesis: 'ab' },
    { policySha256: undefined },
    { policySha256: 'AB'.repeat(32) },
    { roles: ['king'] },
    { roles: 'analyst' },
    { server: '' },
  ])('is refused when profile.json holds %j', (changes) => {
    make('home/demo', 'analyst', changes);
    expect(() => findProfile('analyst', env)).toThrow(expect.objectContaining({ code: 'E_PROFILE', exit: 2 }) as Error);
  });
});

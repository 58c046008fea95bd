import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Profile } from '../profile/profile-file.js';
import { forgetSession, isSessionKept, keepSession, keptSession, readKeptSession } from './kept-session.js';

const SERVER = 'http://localhost:4000';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the session that login keeps', () => {
  let profile: Profile;
  beforeEach(() => {
    profile = { folder: mkdtempSync(join(tmpdir(), 'sealbridge-session-')), device: 'd' } as unknown as Profile;
  });
  afterEach(() => {
    rmSync(profile.folder, { recursive: true, force: true });
  });

  const keep = (endsInMs = 8 * HOUR): void => {
    const endsAt = new Date(Date.now() + endsInMs).toISOString();
    keepSession(profile, SERVER, { token: 'secret', endsAt, idleMinutes: 15 });
  };
  const file = (): string => join(profile.folder, 'session.json');

  it('is used until shortly before it ends, or nobody has used it for so long', () => {
    expect(readKeptSession(profile, SERVER)).toBeNull();
    keep();
    expect(readKeptSession(profile, SERVER)).toMatchObject({ token: 'secret', idleMinutes: 15 });
    expect(readKeptSession(profile, SERVER, Date.now() + 13 * MINUTE)).not.toBeNull();
    expect(readKeptSession(profile, SERVER, Date.now() + 15 * MINUTE)).toBeNull();
    keep(MINUTE);
    expect(readKeptSession(profile, SERVER)).toBeNull();
    expect(isSessionKept(profile)).toBe(true);
  });

  it('is used at its own server and by its own device alone', () => {
    keep();
    expect(readKeptSession(profile, 'http://localhost:4001')).toBeNull();
    expect(readKeptSession({ ...profile, device: 'e' } as unknown as Profile, SERVER)).toBeNull();
  });

  it('lies in a file that nobody else can read, and is gone once it is forgotten', () => {
    keep();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(keptSession(profile)).toMatchObject({ server: SERVER, token: 'secret' });
    forgetSession(profile);
    expect([existsSync(file()), keptSession(profile)]).toEqual([false, null]);
  });

  it.each(['', '{}', '[]', '{"version":2}', 'null'])('is none when its file is damaged: %j', (text) => {
    writeFileSync(file(), text);
    expect(readKeptSession(profile, SERVER)).toBeNull();
    keep();
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('"idleMinutes": 15', '"idleMinutes": "15"'));
    expect(readKeptSession(profile, SERVER)).toBeNull();
  });
});

import { resolve } from 'node:path';

import { readInstanceSettings } from './settings.js';

describe('the settings of an instance', () => {
  it('pass limits on as they are, for the API to check', () => {
    const set = { SEALBRIDGE_LIMIT_GUEST_PER_MINUTE: 'many', SEALBRIDGE_PROXIES: 'uniquelocal' };
    expect(readInstanceSettings({ ...set, SEALBRIDGE_LIMIT_ORG_PER_MINUTE: '' }).limits).toEqual(set);
  });

  it('have the documented defaults when nothing is set', () => {
    expect(readInstanceSettings({})).toEqual({
      home: './.sealbridge',
      port: 4000,
      databaseUrl: null,
      demo: true,
      origin: null,
      patternWindow: 'PT0S',
      limits: {},
      notices: { SEALBRIDGE_NOTICE_DROP: resolve('.sealbridge/notices') },
      agenciesFile: null,
    });
  });

  it('pass on how notices leave, and drop them into the home in the demo alone', () => {
    const given = { SEALBRIDGE_NOTICE_SMTP_URL: 'smtp://127.0.0.1', SEALBRIDGE_NOTICE_JITTER: 'PT1H' };
    expect(readInstanceSettings({ ...given, SEALBRIDGE_NOTICE_FROM: '' }).notices).toEqual(given);
    const file = { SEALBRIDGE_NOTICE_SMTP_URL_FILE: 'url' };
    expect(readInstanceSettings(file).notices).toEqual(file);
    expect(readInstanceSettings({ SEALBRIDGE_DEMO: '0' }).notices).toEqual({});
  });

  it('name the file of agencies from wherever the API runs', () => {
    expect(readInstanceSettings({ SEALBRIDGE_AGENCIES_FILE: 'agencies.json' }).agenciesFile).toBe(
      resolve('agencies.json'),
    );
  });

  it('leave the pattern window to the server when the demo world is off', () => {
    expect(readInstanceSettings({ SEALBRIDGE_DEMO: '0' }).patternWindow).toBeNull();
  });

  it.each([
    ['SEALBRIDGE_PORT', '65536'],
    ['SEALBRIDGE_PORT', '-1'],
    ['SEALBRIDGE_PORT', '4000x'],
    ['SEALBRIDGE_DEMO', 'yes'],
    ['SEALBRIDGE_ORIGIN', 'https://bridge.example.org/'],
    ['SEALBRIDGE_ORIGIN', 'bridge'],
    ['SEALBRIDGE_PATTERN_WINDOW', '1 day'],
    ['SEALBRIDGE_PATTERN_WINDOW', 'P'],
    ['SEALBRIDGE_PATTERN_WINDOW', 'PT'],
    ['SEALBRIDGE_NOTICE_JITTER', '6 hours'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['DATABASE_URL_FILE', '/nowhere/at/all'],
  ])('are refused by name when %s is %s', (name, value) => {
    expect(() => readInstanceSettings({ [name]: value })).toThrow(
      expect.objectContaining({ exit: 2, message: expect.stringContaining(name) as string }) as Error,
    );
  });
});

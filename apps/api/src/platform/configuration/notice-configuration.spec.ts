import { isMailAddress } from './mail-address.js';
import { readNoticeConfiguration } from './notice-configuration.js';
import { type ConfigurationError, Reader } from './reader.js';

const ORIGIN = new URL('https://bridge.example.org');
const FROM = { SEALBRIDGE_NOTICE_FROM: 'bridge@example.org' };

const read = (env: Record<string, string>, demo = false) => readNoticeConfiguration(new Reader(env), ORIGIN, demo);
const server = (url: string) => read({ SEALBRIDGE_NOTICE_SMTP_URL: url, ...FROM }).transport;

describe('how notices leave', () => {
  it('is the product alone when nothing is set, within six hours, and at once in the demo', () => {
    expect(read({})).toEqual({ transport: null, from: 'sealbridge@bridge.example.org', jitterMs: 6 * 3_600_000 });
    expect(read({}, true).jitterMs).toBe(0);
    expect(read({ SEALBRIDGE_NOTICE_DROP: '/spool' }).transport).toEqual({ folder: '/spool' });
  });

  it('is TLS from the first byte or by upgrade, and without it on this machine alone', () => {
    const login = { user: 'us er', password: 'p@ss' };
    expect(server('smtps://us%20er:p%40ss@mail.example.org')).toEqual({
      host: 'mail.example.org',
      port: 465,
      tls: 'implicit',
      login,
    });
    expect(server('smtp://mail.example.org')).toMatchObject({ port: 587, tls: 'upgrade', login: null });
    expect(server('smtp://127.0.0.1:2525')).toMatchObject({ port: 2525, tls: 'none' });
    expect(server('smtp://[::1]:2525')).toMatchObject({ host: '::1', tls: 'none' });
    for (const host of ['127.example.org', 'localhost.example.org', '10.0.0.1']) {
      expect(server(`smtp://${host}`)).toMatchObject({ tls: 'upgrade' });
    }
  });

  it.each([
    ['SEALBRIDGE_NOTICE_SMTP_URL', { SEALBRIDGE_NOTICE_SMTP_URL: 'https://secret.example.org', ...FROM }],
    ['SEALBRIDGE_NOTICE_SMTP_URL', { SEALBRIDGE_NOTICE_SMTP_URL: 'secret', ...FROM }],
    ['SEALBRIDGE_NOTICE_SMTP_URL', { SEALBRIDGE_NOTICE_SMTP_URL: 'smtp://secret.example.org/x', ...FROM }],
    ['SEALBRIDGE_NOTICE_SMTP_URL', { SEALBRIDGE_NOTICE_SMTP_URL: 'smtp://secret@example.org', ...FROM }],
    ['SEALBRIDGE_NOTICE_SMTP_URL', { SEALBRIDGE_NOTICE_SMTP_URL: 'smtp://secret:%zz@example.org', ...FROM }],
    ['SEALBRIDGE_NOTICE_FROM', { SEALBRIDGE_NOTICE_SMTP_URL: 'smtp://secret.example.org' }],
    ['SEALBRIDGE_NOTICE_FROM', { SEALBRIDGE_NOTICE_FROM: 'secret\r\nBcc: x@example.org' }],
    ['SEALBRIDGE_NOTICE_DROP', { SEALBRIDGE_NOTICE_SMTP_URL: 'smtp://secret', SEALBRIDGE_NOTICE_DROP: 'x', ...FROM }],
    ['SEALBRIDGE_NOTICE_JITTER', { SEALBRIDGE_NOTICE_JITTER: 'secret' }],
    ['SEALBRIDGE_NOTICE_JITTER', { SEALBRIDGE_NOTICE_JITTER: 'P1D' }],
  ])('is refused by the name of %s and never with its value: %j', (variable, env) => {
    const attempt = (): unknown => read(env);
    expect(attempt).toThrow(expect.objectContaining({ name: 'ConfigurationError', variable }) as ConfigurationError);
    expect(attempt).not.toThrow(/secret/u);
  });
});

describe('a mail address', () => {
  it.each(['a@example.org', "o'neill+x@a-b.example.org", `${'x'.repeat(64)}@example.org`])('is %s', (text) => {
    expect(isMailAddress(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['without a domain', 'a'],
    ['two', 'a@example.org, b@example.org'],
    ['with a second @', 'a@b@example.org'],
    ['a header', 'a@example.org\r\nBcc: b@example.org'],
    ['a line feed at the end', 'a@example.org\n'],
    ['a tab', 'a\t@example.org'],
    ['a name', 'A <a@example.org>'],
    ['quoted', '"a b"@example.org'],
    ['a comment', 'a(x)@example.org'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['dots in a row', 'a..b@example.org'],
    ['a hyphen first', 'a@-example.org'],
    ['beyond ASCII', 'ä@example.org'],
    ['a null', 'a\0@example.org'],
    ['too long a local part', `${'x'.repeat(65)}@example.org`],
    ['too long', `a@${'x.'.repeat(130)}org`],
  ])('is not %s', (_, text) => {
    expect(isMailAddress(text)).toBe(false);
  });
});

import tls from 'node:tls';

import { ready } from '@sealbridge/sodium';

import { type MailServer, startMailServer } from '../../../../../test/support/mail-server.js';
import { makeSelfSigned } from '../../../../../test/support/self-signed.js';
import type { SmtpServer } from '../../platform/configuration/notice-configuration.js';
import { codeMail, digestMail } from './notice-mail.js';
import { SmtpMailer } from './smtp-mailer.js';

const FROM = 'bridge@example.org';
const HEAD = { from: FROM, origin: 'https://bridge.example.org' };

describe('a mail server', () => {
  let server: MailServer;

  const mailer = (change: Partial<SmtpServer> = {}): SmtpMailer =>
    new SmtpMailer({ host: '127.0.0.1', port: server.port, tls: 'none', login: null, ...change }, FROM);
  const mail = () => digestMail(HEAD, 'reader@example.org');

  beforeAll(() => ready());
  beforeEach(async () => (server = await startMailServer()));
  afterEach(() => server.stop());

  it('gets the mail as it is, from the address that was set, and for one member alone', async () => {
    await expect(mailer().deliver(mail())).resolves.toEqual({ delivery: 'sent', code: null });
    expect(server.mails).toMatchObject([{ from: FROM, to: ['reader@example.org'] }]);
    const [head = '', body] = server.mails[0]?.text.split('\r\n\r\n', 2) ?? [];
    expect(head.split('\r\n').map((line) => line.split(':')[0])).toEqual([
      ...['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'],
      'Auto-Submitted',
    ]);
    expect(body).toBe('There is something for you to read at');
    expect(server.mails[0]?.text).toContain('\r\nhttps://bridge.example.org\r\n');
  });

  it('is told a code in words of its own', async () => {
    await mailer().deliver(codeMail(HEAD, 'reader@example.org', '4821 9035'));
    expect(server.mails[0]?.text).toContain('the code is 4821 9035.');
  });

  it.each([
    ['refuses the recipient', { recipients: { reply: 550 } }, { delivery: 'refused', code: '550' }],
    ['says later of the recipient', { recipients: { reply: 450 } }, { delivery: 'later', code: '450' }],
    ['refuses the text', { texts: { reply: 554 } }, { delivery: 'refused', code: '554' }],
    ['says later of the text', { texts: { reply: 451 } }, { delivery: 'later', code: '451' }],
    ['hangs up before the text', { recipients: 'hang' }, { delivery: 'later' }],
    ['hangs up after the text', { texts: 'hang' }, { delivery: 'unknown' }],
  ] as const)('that %s is reported as such', async (_, behaviour, report) => {
    Object.assign(server, behaviour);
    await expect(mailer().deliver(mail())).resolves.toMatchObject(report);
    expect(server.mails).toEqual([]);
  });

  it('that is not there may be there later', async () => {
    const { port } = server;
    await server.stop();
    await expect(mailer({ port }).deliver(mail())).resolves.toEqual({
      delivery: 'later',
      code: expect.any(String) as string,
    });
    server = await startMailServer();
  });

  it('without TLS gets nothing where TLS is asked for', async () => {
    await expect(mailer({ tls: 'upgrade' }).deliver(mail())).resolves.toMatchObject({ delivery: 'later' });
    await expect(mailer({ tls: 'implicit' }).deliver(mail())).resolves.toMatchObject({ delivery: 'later' });
    expect(server.asked).toEqual([]);
  });

  describe('that speaks TLS', () => {
    const connect = tls.connect.bind(tls);
    const shown = makeSelfSigned('localhost');
    const secureServer = (secure: boolean): Promise<MailServer> =>
      startMailServer({ ...shown, secure, disabledCommands: [] });
    /** As NODE_EXTRA_CA_CERTS does, which is read when a process starts. */
    const believe = (ca: string): void => {
      jest
        .spyOn(tls, 'connect')
        .mockImplementation(((options: tls.ConnectionOptions, done: () => void) =>
          connect({ ...options, ca }, done)) as typeof tls.connect);
    };
    afterEach(() => {
      jest.restoreAllMocks();
    });

    it.each([
      ['by upgrade', 'upgrade', false],
      ['from the first byte', 'implicit', true],
    ] as const)('%s gets mails over it when its certificate is believed', async (_, kind, secure) => {
      believe(shown.cert);
      const asking = await secureServer(secure);
      const { port } = asking;
      await expect(mailer({ host: 'localhost', port, tls: kind }).deliver(mail())).resolves.toMatchObject({
        delivery: 'sent',
      });
      expect(asking.mails).toMatchObject([{ secure: true }]);
      await expect(mailer({ host: '127.0.0.1', port, tls: kind }).deliver(mail())).resolves.toMatchObject({
        delivery: 'later',
      });
      expect(asking.mails).toHaveLength(1);
      await asking.stop();
    });

    it('with a certificate that nobody vouches for gets nothing', async () => {
      const asking = await secureServer(false);
      const stranger = mailer({ host: 'localhost', port: asking.port, tls: 'upgrade' });
      await expect(stranger.deliver(mail())).resolves.toMatchObject({ delivery: 'later' });
      expect(asking.asked).toEqual([]);
      await asking.stop();
    });
  });

  it('is told user and password, and a wrong password is no reason to give the address up', async () => {
    const closed = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'bridge' && password === 'right' ? done(null, { user: 'bridge' }) : done(new Error('no')),
    });
    const as = (password: string) => mailer({ port: closed.port, login: { user: 'bridge', password } }).deliver(mail());
    await expect(as('wrong')).resolves.toEqual({ delivery: 'later', code: '535' });
    await expect(as('right')).resolves.toMatchObject({ delivery: 'sent' });
    expect(closed.mails).toHaveLength(1);
    await closed.stop();
  });
});

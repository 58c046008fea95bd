import { Readable } from 'node:stream';

import SMTPConnection from 'nodemailer/lib/smtp-connection';

import type { SmtpServer } from '../../platform/configuration/notice-configuration.js';

import type { DeliveryReport, Mail, Mailer } from './mailer.js';

const CONNECT_MS = 15_000;
const SILENCE_MS = 60_000;
/** Reply codes of SMTP (RFC 5321 section 4.2.1). */
const LATER_CODE = 400;
const REFUSED_CODE = 500;
/** Commands whose refusal is about this mail; of any other (a login, a greeting) another attempt may end better. */
const ABOUT_THE_MAIL: readonly unknown[] = ['MAIL FROM', 'RCPT TO', 'DATA'];

/**
 * Hands mails to a mail server, each over a connection of its own, so that the server cannot tell which members belong
 * together. It speaks to the connection itself and not through a transport: only so is it known whether the text had begun to
 * leave when something broke.
 */
export class SmtpMailer implements Mailer {
  constructor(
    private readonly server: SmtpServer,
    /** The address mails come from, as the envelope says it. */
    private readonly from: string,
  ) {}

  /** Never throws: a failure is a report. */
  async deliver(mail: Mail): Promise<DeliveryReport> {
    const connection = this.#connection();
    const sending = { begun: false };
    try {
      await this.#send(connection, mail, sending);
      connection.quit();
      return { delivery: 'sent', code: null };
    } catch (error) {
      connection.close();
      return reportOf(error, sending.begun);
    }
  }

  #connection(): SMTPConnection {
    const { host, port, tls } = this.server;
    return new SMTPConnection({
      host,
      port,
      secure: tls === 'implicit',
      requireTLS: tls === 'upgrade',
      ignoreTLS: tls === 'none',
      tls: { minVersion: 'TLSv1.2' },
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      // the name of this machine is nobody's business
      name: this.from.slice(this.from.indexOf('@') + 1),
      logger: false,
    });
  }

  async #send(connection: SMTPConnection, { to, bytes }: Mail, sending: { begun: boolean }): Promise<void> {
    const broken = new Promise<never>((_, reject) => {
      connection.on('error', reject);
      connection.once('end', () => reject(new Error('connection ended')));
    });
    broken.catch(() => undefined);
    const step = (run: (done: (error?: Error | null) => void) => void): Promise<void> =>
      Promise.race([
        broken,
        new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve()))),
      ]);
    await step((done) => connection.connect(done));
    const { login } = this.server;
    if (login !== null) {
      await step((done) => connection.login({ credentials: { user: login.user, pass: login.password } }, done));
    }
    await step((done) => connection.send({ from: this.from, to: [to] }, textOf(bytes, sending), done));
  }
}

/** The text, and the note that the server has asked for it. */
function textOf(bytes: Uint8Array, sending: { begun: boolean }): Readable {
  let left: Buffer | null = Buffer.from(bytes);
  return new Readable({
    read() {
      sending.begun = true;
      this.push(left);
      if (left !== null) {
        left = null;
        this.push(null);
      }
    },
  });
}

function reportOf(error: unknown, begun: boolean): DeliveryReport {
  const { responseCode, code, command } = error as { responseCode?: unknown; code?: unknown; command?: unknown };
  if (typeof responseCode === 'number' && responseCode >= LATER_CODE) {
    const isFinal = responseCode >= REFUSED_CODE && ABOUT_THE_MAIL.includes(command);
    return { delivery: isFinal ? 'refused' : 'later', code: String(responseCode) };
  }
  return { delivery: begun ? 'unknown' : 'later', code: typeof code === 'string' ? code : null };
}

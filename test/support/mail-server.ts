// A real SMTP server on the loopback interface, and what it was given.
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
}

/** What the server does with a recipient or a text instead of taking it: a reply code, `hang` up, or say nothing (`stall`). */
export type Behaviour = 'take' | 'hang' | 'stall' | { readonly reply: number };

/** A running mail server. */
export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** What happens with recipients from now on. */
  recipients: Behaviour;
  /** What happens with texts, once they were sent whole, from now on. */
  texts: Behaviour;
  /** Recipients that were asked for, taken or not. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Connections that are still open this long after the stop are cut, in milliseconds. */
const CLOSE_MS = 50;

/** Starts a server on a free port, or on the one given. */
export async function startMailServer(
  options: SMTPServerOptions & { readonly port?: number } = {},
): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const running: Omit<MailServer, 'port' | 'stop'> = { mails, asked, recipients: 'take', texts: 'take' };
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const answer = (behaviour: Behaviour, done: (error?: Error | null) => void): void => {
    if (behaviour === 'take') done();
    else if (behaviour === 'hang') hangUp();
    else if (behaviour !== 'stall') done(Object.assign(new Error('no'), { responseCode: behaviour.reply }));
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: CLOSE_MS,
    onRcptTo: ({ address }, _session, done) => {
      asked.push(address);
      answer(running.recipients, done);
    },
    onData: (stream, { envelope, secure }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        if (running.texts === 'take') mails.push({ from, to, text: Buffer.concat(chunks).toString(), secure });
        answer(running.texts, done);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const net = server.server;
  net.on('connection', (socket: Socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(net, 'listening');
  const { port } = net.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return Object.assign(running, { port, stop });
}

import { isIPv4 } from 'node:net';

import { isMailAddress } from './mail-address.js';
import { ConfigurationError, type Reader } from './reader.js';

const URL_NAME = 'SEALBRIDGE_NOTICE_SMTP_URL';
const FROM_NAME = 'SEALBRIDGE_NOTICE_FROM';
const DROP_NAME = 'SEALBRIDGE_NOTICE_DROP';
const JITTER_NAME = 'SEALBRIDGE_NOTICE_JITTER';

/** Longest window: a mail planned today must be able to leave today or tomorrow. */
const MAX_JITTER_MS = 12 * 3_600_000;
const SUBMISSIONS_PORT = 465;
const SUBMISSION_PORT = 587;

/** A mail server as it is to be spoken to. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `implicit`: from the first byte; `upgrade`: STARTTLS or nothing; `none`: this machine alone. */
  readonly tls: 'implicit' | 'upgrade' | 'none';
  readonly login: { readonly user: string; readonly password: string } | null;
}

/** How notices leave the product. */
export interface NoticeConfiguration {
  /** A mail server, a folder that gets each mail as a file, or null: notices are in the product alone. */
  readonly transport: SmtpServer | { readonly folder: string } | null;
  /** The address mails come from. */
  readonly from: string;
  /** A mail leaves at a random time within a window of this length. */
  readonly jitterMs: number;
}

/** Reads and checks SEALBRIDGE_NOTICE_*. Throws ConfigurationError naming the first that is wrong. */
export function readNoticeConfiguration(read: Reader, { hostname }: URL, demo: boolean): NoticeConfiguration {
  const url = read.optional(URL_NAME);
  const folder = read.optional(DROP_NAME);
  const jitterMs = read.duration(JITTER_NAME, demo ? 'PT0S' : 'PT6H');
  if (jitterMs > MAX_JITTER_MS) throw new ConfigurationError(JITTER_NAME, 'must be PT12H or less');
  if (url !== null && folder !== null) throw new ConfigurationError(DROP_NAME, `and ${URL_NAME} are both set`);
  const from = read.optional(FROM_NAME);
  if (from !== null && !isMailAddress(from)) throw new ConfigurationError(FROM_NAME, 'is not a mail address');
  if (url !== null && from === null) throw new ConfigurationError(FROM_NAME, 'is not set');
  const transport = url === null ? (folder === null ? null : { folder }) : parseServer(url);
  return { transport, from: from ?? `sealbridge@${hostname}`, jitterMs };
}

function parseServer(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new ConfigurationError(URL_NAME, 'must be smtps://user:password@host:port or smtp://…');
  }
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(URL_NAME, 'must end after host and port');
  }
  if ((url.username === '') !== (url.password === '')) {
    throw new ConfigurationError(URL_NAME, 'must have both user and password, or neither');
  }
  const implicit = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  const port = url.port === '' ? (implicit ? SUBMISSIONS_PORT : SUBMISSION_PORT) : Number(url.port);
  const tls = implicit ? 'implicit' : isLoopback(host) ? 'none' : 'upgrade';
  const [user, password] = [url.username, url.password].map(decode);
  return {
    host,
    port,
    tls,
    login: user === undefined || password === undefined || user === '' ? null : { user, password },
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigurationError(URL_NAME, 'has a user or password that is not percent-encoded');
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

import { randomBytes, toHex, utf8 } from '@sealbridge/sodium';

import type { Mail } from './mailer.js';

const MESSAGE_ID_BYTES = 16;

/** What every mail of this server has in common. */
export interface Letterhead {
  /** The address mails come from. */
  readonly from: string;
  /** The public origin of the server. */
  readonly origin: string;
}

/** The mail of a day: that there is something to read, and where. Every member gets the same words on every day. */
export function digestMail(head: Letterhead, to: string): Mail {
  return write(head, to, 'Something to read', ['There is something for you to read at', '', head.origin]);
}

/** The mail that proves an address. `code` has eight digits. */
export function codeMail(head: Letterhead, to: string, code: string): Mail {
  return write(head, to, 'Code for your address', [
    'Somebody set this address for mails from',
    '',
    head.origin,
    '',
    `If it was you, the code is ${code}. It is good for 24 hours.`,
    'If it was not you, there is nothing to do.',
  ]);
}

/** Plain ASCII text: nothing to encode, and nothing that a header could be made of, because both addresses were checked. */
function write({ from }: Letterhead, to: string, subject: string, lines: readonly string[]): Mail {
  const headers = {
    From: from,
    To: to,
    Subject: subject,
    Date: new Date().toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${toHex(randomBytes(MESSAGE_ID_BYTES))}@${from.slice(from.indexOf('@') + 1)}>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=us-ascii',
    'Content-Transfer-Encoding': '7bit',
    'Auto-Submitted': 'auto-generated',
  };
  const text = [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ...lines, ''].join('\r\n');
  return { to, bytes: utf8(text) };
}

import { KeyringError, readLinkCode } from '@sealbridge/keyring';

import { usage } from '../output/failure.js';

const PATH = '/enrol';
const LINK = /^(https?:\/\/[^\s#/]+)\/enrol#(\S+)$/;
const MINUTES = /^(\d{1,2})m$/;
const MS_PER_MINUTE = 60_000;
const MAX_MINUTES = 15;

/** A link, or the code alone, as a person pasted or typed it. */
export interface TypedLink {
  /** Null for a code alone. */
  readonly server: string | null;
  readonly code: string;
}

/** The link that lets a browser or another machine in; its code stands in the fragment, which is not sent to the server. */
export function writeLink(server: string, code: string): string {
  return `${server}${PATH}#${code}`;
}

/** Reads a link or a code. Throws a Failure (exit 2) for a text that is neither. */
export function readLink(text: string): TypedLink {
  const [, server = null, fragment] = LINK.exec(text.trim()) ?? [];
  return { server, code: readCode(fragment ?? text) };
}

/** A code as it is shown. Throws a Failure (exit 2). */
export function readCode(text: string): string {
  try {
    return readLinkCode(text);
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    throw usage(error.code, error.message, 'a code looks like ABCD-EFGH-JKMN-PQRS');
  }
}

/** Milliseconds of `--wait`, as long as a code is good at most. Throws a Failure (exit 2). */
export function readWait(text: string | undefined): number {
  const minutes = text === undefined ? MAX_MINUTES : Number(MINUTES.exec(text)?.[1] ?? 0);
  if (minutes >= 1 && minutes <= MAX_MINUTES) return minutes * MS_PER_MINUTE;
  throw usage('E_USAGE', '--wait is a number of minutes up to 15m', 'for example --wait 10m');
}

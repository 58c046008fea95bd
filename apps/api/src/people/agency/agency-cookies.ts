import { fromBase64Url } from '@sealbridge/sodium';
import type { Request, Response } from 'express';

import { ATTEMPT_SECONDS, PROOF_SECONDS, PROOF_TOKEN_BYTES } from './agency-rules.js';

const MS_PER_SECOND = 1000;

/** The attempt of a browser whose person is at their provider. */
export const ATTEMPT_COOKIE = '__Host-sealbridge-agency-attempt';
/** The token a proof was made for, in base64url. */
export const PROOF_COOKIE = '__Host-sealbridge-agency';

const COMMON = { path: '/', secure: true, httpOnly: true, encode: (value: string) => value } as const;

/** The same token, sent by a program that made it up itself. */
const PROOF_HEADER = 'x-sealbridge-agency';

/** Gives the browser its attempt. It has to come along when the provider's site sends the person back. */
export function setAttempt(response: Response, attempt: string): void {
  response.cookie(ATTEMPT_COOKIE, attempt, { ...COMMON, sameSite: 'lax', maxAge: ATTEMPT_SECONDS * MS_PER_SECOND });
}

/** Ends the attempt, whatever came of it. */
export function clearAttempt(response: Response): void {
  response.clearCookie(ATTEMPT_COOKIE, { ...COMMON, sameSite: 'lax' });
}

/** Gives the browser the token its proof was made for. */
export function setProof(response: Response, token: string): void {
  response.cookie(PROOF_COOKIE, token, { ...COMMON, sameSite: 'strict', maxAge: PROOF_SECONDS * MS_PER_SECOND });
}

/** The value of a cookie in a Cookie header; null when it is not there, or there more than once. */
export function cookieOf(header: string | undefined, name: string): string | null {
  const prefix = `${name}=`;
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const [only, ...others] = pairs.filter((pair) => pair.startsWith(prefix));
  return only === undefined || others.length > 0 ? null : only.slice(prefix.length);
}

/** The token of a request: of its header, else of its cookie, which counts from our own pages alone. Null when there is none. */
export function agencyTokenOf({ headers }: Pick<Request, 'headers'>, ownPages: boolean): Uint8Array | null {
  const sent = headers[PROOF_HEADER];
  const text = typeof sent === 'string' ? sent : ownPages ? cookieOf(headers.cookie, PROOF_COOKIE) : null;
  try {
    const token = text === null ? null : fromBase64Url(text);
    return token?.length === PROOF_TOKEN_BYTES ? token : null;
  } catch {
    return null;
  }
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Request, Response } from 'express';

/**
 * The cookie of a browser's session. The prefix binds it to this host, encrypted transport and the whole site (RFC 6265bis): no
 * subdomain and no plain connection plants one. It ends with the browser; the server ends it earlier.
 */
export const SESSION_COOKIE = '__Host-sealbridge';

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

/** What only our own pages can send: a page of another site would have to ask first, and is told no (docs/reference/sessions.md). */
const OWN_PAGES_HEADER = 'x-sealbridge-request';

/**
 * Whether a request can only have been made by our own pages, or by a program: it has our header and no Origin other than ours. A
 * cookie counts in no other request.
 */
export function isFromOwnPages({ headers }: Pick<Request, 'headers'>, origin: string): boolean {
  return headers[OWN_PAGES_HEADER] === '1' && (headers.origin === undefined || headers.origin === origin);
}

/** The value of the session cookie in a Cookie header; null when it is not there, or there more than once. */
export function sessionCookieOf(header: string | undefined): string | null {
  const prefix = `${SESSION_COOKIE}=`;
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  const [only, ...others] = values;
  return only === undefined || others.length > 0 ? null : only.slice(prefix.length);
}

/** Gives a browser its session, and takes it away. */
export class SessionCookie {
  constructor(private readonly response: Pick<Response, 'cookie' | 'clearCookie'>) {}

  /** Sets the cookie to a token, in base64url. */
  set(token: string): void {
    this.response.cookie(SESSION_COOKIE, token, { ...ATTRIBUTES, encode: (value: string) => value });
  }

  clear(): void {
    this.response.clearCookie(SESSION_COOKIE, ATTRIBUTES);
  }
}

/** The session cookie of the answer, in a resolver. */
export const CurrentSessionCookie = createParamDecorator(
  (_data: unknown, context: ExecutionContext): SessionCookie =>
    new SessionCookie(GqlExecutionContext.create(context).getContext<{ readonly response: Response }>().response),
);

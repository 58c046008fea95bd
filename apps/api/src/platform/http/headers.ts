import type { NextFunction, Request, Response } from 'express';

/** Answers that are not the page at `/` may load nothing and be framed by nobody. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** What no page of ours uses; what passkeys need is not among it. */
const NOTHING_OF_THE_DEVICE = [
  ...['accelerometer', 'bluetooth', 'browsing-topics', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid'],
  ...['magnetometer', 'microphone', 'midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'],
];

/** The headers of the OWASP list (HTTP Headers Cheat Sheet) that go on every answer. */
const HEADERS = {
  'content-security-policy': CLOSED_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': NOTHING_OF_THE_DEVICE.map((feature) => `${feature}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
  'cache-control': 'no-store',
} as const;

/** A year, in seconds. */
const TRANSPORT_SECURITY = 'max-age=31536000; includeSubDomains';

/** Closed headers on every answer; what may be cached or loaded says so itself afterwards. */
export function closedHeaders(origin: string) {
  const secure = origin.startsWith('https:');
  return (_request: Request, response: Response, next: NextFunction): void => {
    for (const [name, value] of Object.entries(HEADERS)) {
      response.setHeader(name, value);
    }
    if (secure) {
      response.setHeader('strict-transport-security', TRANSPORT_SECURITY);
    }
    next();
  };
}

/** Answers only to the names this server goes by, so that no other site can rebind its own name to it. */
export function knownHosts(hosts: () => readonly string[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const host = request.headers.host?.toLowerCase();
    if (host !== undefined && (hosts().includes(host) || isProbe(request))) {
      next();
      return;
    }
    if (host !== undefined && LOOPBACK_ADDRESS.test(host)) {
      answerByAddress(host, request, response, next);
      return;
    }
    response.status(421).json({ code: 'BAD_USER_INPUT', message: 'unknown host' });
  };
}

/** The machine itself by address. Nobody can rebind a name of theirs to it. */
const LOOPBACK_ADDRESS = /^(?:127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Whether a Host header names this server, for what programs use: by a name it goes by, or the machine itself by address. */
export function isOwnHost(header: string | undefined, hosts: readonly string[]): boolean {
  const host = header?.toLowerCase();
  return host !== undefined && (hosts.includes(host) || LOOPBACK_ADDRESS.test(host));
}

/** What programs use; pages are shown under the name alone, since passkeys need a name (corrections D11). */
const FOR_PROGRAMS = /^\/(?:graphql|blobs|log)(?:\/|$)/;

function answerByAddress(host: string, request: Request, response: Response, next: NextFunction): void {
  if (FOR_PROGRAMS.test(request.path)) {
    next();
    return;
  }
  const port = /:\d+$/.exec(host)?.[0] ?? '';
  response.redirect(308, `http://localhost${port}${request.originalUrl}`);
}

/** Liveness probes come by address; they tell nothing. */
const isProbe = (request: Request): boolean => request.path === '/livez' || request.path === '/readyz';

/** GraphQL is answered to POST alone. */
export function postOnly(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'POST') {
    next();
    return;
  }
  response.setHeader('allow', 'POST').status(405).json({ code: 'BAD_USER_INPUT', message: 'post only' });
}

// A real OpenID provider on this machine, for specs of sign-in with an agency. Whoever comes is who the spec says, without a page.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import Provider from 'oidc-provider';

/** A provider that runs, with one client. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Takes somebody through the provider's pages as this subject. Gives the address they are sent back to. */
  visit(url: URL | string, subject: string): Promise<URL>;
  /** Answers nothing any more until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const MAX_STEPS = 8;

/** Starts one whose client is sent back to these addresses alone. */
export async function startIdentityProvider(...redirectUris: readonly string[]): Promise<IdentityProvider> {
  const [clientId, clientSecret] = ['sealbridge', randomBytes(32).toString('hex')];
  let subject = '';
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://localhost:${String(port)}`;
  silence();
  const provider = makeProvider(issuer, { clientId, clientSecret, redirectUris });
  const callback = provider.callback();
  handle = (request, response) =>
    request.url?.startsWith('/interaction/') === true
      ? provider.interactionFinished(request, response, { login: { accountId: subject } })
      : callback(request, response);
  return {
    issuer,
    clientId,
    clientSecret,
    visit: async (url, as) => {
      subject = as;
      return follow(new URL(url), redirectUris);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    start: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
  };
}

function makeProvider(
  issuer: string,
  { clientId, clientSecret, redirectUris }: { clientId: string; clientSecret: string; redirectUris: readonly string[] },
): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'spec' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
}

/** Goes where the provider sends a browser, cookies and all, until it sends it back to its client. */
async function follow(url: URL, redirectUris: readonly string[]): Promise<URL> {
  const jar = new Map<string, string>();
  let next = url;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider shows a page: ${String(response.status)}`);
    next = new URL(location, next);
    if (redirectUris.includes(`${next.origin}${next.pathname}`)) return next;
  }
  throw new Error('the provider never sends anybody back');
}

/** The provider says of itself what specs do on purpose: plain http, keys of one run, times that nobody set. */
function silence(): void {
  const aboutItself = /oidc-provider (?:NOTICE|WARNING)/u;
  for (const level of ['info', 'warn'] as const) {
    // eslint-disable-next-line no-console -- it says so there and nowhere else
    const say = console[level];
    // eslint-disable-next-line no-console -- it says so there and nowhere else
    console[level] = (...words: unknown[]) => {
      if (!aboutItself.test(String(words[0]))) say(...words);
    };
  }
}

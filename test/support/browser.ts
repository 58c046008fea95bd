// What a page of a browser sends: its cookie, our header, and the origin it comes from.
import { randomUUID } from 'node:crypto';

import { RequestChallengeDocument, StartBrowserSessionDocument } from '@sealbridge/api-client';
import { writeSessionStatement } from '@sealbridge/envelope';
import type { DeviceKeys } from '@sealbridge/keyring';
import { fromBase64, signTyped, toBase64 } from '@sealbridge/sodium';

import type { TestApi } from './api.js';

/** The headers that a page of ours sends. */
const OWN_PAGE = { 'content-type': 'application/json', 'x-sealbridge-request': '1' };

/** An answer to a request, with the cookie it sets, if it sets one. */
export interface BrowserAnswer {
  readonly data: Readonly<Record<string, { readonly [field: string]: unknown }>> | null;
  /** The code of the first error, or null. */
  readonly error: string | null;
  readonly setCookie: string | null;
}

/** Sends an operation with these headers besides those of our pages; a header that is undefined is left out. */
export async function send(
  url: string,
  document: { toString(): string },
  variables: object,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<BrowserAnswer> {
  const given: Readonly<Record<string, string | undefined>> = { ...OWN_PAGE, ...headers };
  const all = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  );
  const body = JSON.stringify({ query: String(document), variables });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: all, body });
  const { data, errors } = (await response.json()) as {
    data?: BrowserAnswer['data'];
    errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
  return {
    data: data ?? null,
    error: errors?.[0]?.extensions.code ?? null,
    setCookie: response.headers.get('set-cookie'),
  };
}

/** The `name=value` of a Set-Cookie header. Throws when there is none. */
export function cookieOf({ setCookie }: Pick<BrowserAnswer, 'setCookie'>): string {
  const [pair] = (setCookie ?? '').split(';');
  if (pair === undefined || pair === '') throw new Error('no cookie was set');
  return pair;
}

/** Signs a device in as a page does. */
export async function browserSignIn(
  api: Pick<TestApi, 'url' | 'origin' | 'nodeKeyId' | 'guest'>,
  keys: DeviceKeys,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<BrowserAnswer> {
  const { device } = keys;
  const asked = { clientMutationId: randomUUID(), device };
  const { requestChallenge: challenge } = await api.guest.request(RequestChallengeDocument, { input: asked });
  if (challenge.__typename !== 'RequestChallengePayload') throw new Error(challenge.code);
  const { origin, nodeKeyId } = api;
  const time = Math.floor(Date.now() / 1000);
  const request = writeSessionStatement({ origin, nodeKeyId, nonce: fromBase64(challenge.nonce), device, time });
  const signature = toBase64(signTyped('sr1.session', request, keys.sign.privateKey));
  const input = { clientMutationId: randomUUID(), request: toBase64(request), signature };
  return send(api.url, StartBrowserSessionDocument, { input }, headers);
}

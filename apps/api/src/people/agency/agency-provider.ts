import { Injectable } from '@nestjs/common';
import { encode } from '@sealbridge/cbor';
import { randomBytes, sha256, toBase64Url } from '@sealbridge/sodium';
import * as oidc from 'openid-client';

import { type Agency, isLoopbackIssuer } from '../../platform/configuration/agency-configuration.js';

import { AgencyError } from './agency-error.js';
import {
  callbackPath,
  MAX_AUTHENTICATION_AGE_SECONDS,
  PROVIDER_CACHE_MS,
  PROVIDER_TIMEOUT_SECONDS,
} from './agency-rules.js';

const STATE_BYTES = 32;
const SERVER_ERROR = 500;

/** What has to be remembered of somebody who is at their provider. */
export interface AgencyAttempt {
  readonly organisation: string;
  /** 32 bytes; what the provider gives back beside its code. */
  readonly state: Uint8Array;
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
}

/** The public origin, to which providers send people back. */
export class AgencySettings {
  constructor(readonly origin: string) {}

  callback({ organisation }: Agency): string {
    return `${this.origin}${callbackPath(organisation)}`;
  }
}

/** Identity providers of organisations, spoken to as OpenID Connect Core 1.0 says: code flow with PKCE, state and nonce. */
@Injectable()
export class AgencyProvider {
  readonly #known = new Map<string, { readonly configuration: oidc.Configuration; readonly readAt: number }>();

  constructor(private readonly settings: AgencySettings) {}

  /** Where to send somebody, and what to remember meanwhile. Throws AgencyError E_AGENCY_UNAVAILABLE. */
  async begin(agency: Agency): Promise<{ readonly url: URL; readonly attempt: AgencyAttempt }> {
    const configuration = await this.#configuration(agency);
    const state = randomBytes(STATE_BYTES);
    const nonce = oidc.randomNonce();
    const verifier = oidc.randomPKCECodeVerifier();
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.callback(agency),
      scope: 'openid',
      state: toBase64Url(state),
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // whoever sits at a browser that is still signed in there has to show again who they are
      prompt: 'login',
      max_age: String(MAX_AUTHENTICATION_AGE_SECONDS),
    });
    return { url, attempt: { organisation: agency.organisation, state, nonce, verifier } };
  }

  /**
   * Whom the provider vouches for, given the query with which somebody came back: SHA-256 over issuer and subject. Checks issuer, audience,
   * state, nonce, the signature of the identity token and when the person was asked. Throws AgencyError.
   */
  async finish(agency: Agency, query: string, { state, nonce, verifier }: AgencyAttempt): Promise<Uint8Array> {
    const configuration = await this.#configuration(agency);
    try {
      const tokens = await oidc.authorizationCodeGrant(
        configuration,
        new URL(`${this.settings.callback(agency)}?${query}`),
        {
          expectedState: toBase64Url(state),
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          maxAge: MAX_AUTHENTICATION_AGE_SECONDS,
          idTokenExpected: true,
        },
      );
      const subject = tokens.claims()?.sub;
      if (subject === undefined) throw new AgencyError('E_AGENCY_REFUSED');
      return sha256(encode([agency.issuer, subject]));
    } catch (error) {
      throw isUnavailable(error) ? new AgencyError('E_AGENCY_UNAVAILABLE') : new AgencyError('E_AGENCY_REFUSED');
    }
  }

  async #configuration(agency: Agency): Promise<oidc.Configuration> {
    const known = this.#known.get(agency.organisation);
    if (known !== undefined && Date.now() - known.readAt < PROVIDER_CACHE_MS) return known.configuration;
    const configuration = await discover(agency);
    this.#known.set(agency.organisation, { configuration, readAt: Date.now() });
    return configuration;
  }
}

async function discover({ issuer, clientId, clientSecret, idTokenAlgorithm }: Agency): Promise<oidc.Configuration> {
  const authentication = clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated is what its authors call it to make one think
  const insecure = issuer.startsWith('http:') && isLoopbackIssuer(issuer) ? [oidc.allowInsecureRequests] : [];
  try {
    return await oidc.discovery(
      new URL(issuer),
      clientId,
      { id_token_signed_response_alg: idTokenAlgorithm },
      authentication,
      { timeout: PROVIDER_TIMEOUT_SECONDS, execute: [oidc.enableNonRepudiationChecks, ...insecure] },
    );
  } catch {
    throw new AgencyError('E_AGENCY_UNAVAILABLE');
  }
}

/** Whether the provider gave no answer, as opposed to one that says no or is wrong. Looked for in the causes: each layer wraps anew. */
function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, status, cause } = error as { name?: unknown; status?: unknown; cause?: unknown };
  // what `fetch` throws when there is no connection, and when it took too long
  if (name === 'TypeError' || name === 'TimeoutError') return true;
  return typeof status === 'number' ? status >= SERVER_ERROR : isUnavailable(cause);
}

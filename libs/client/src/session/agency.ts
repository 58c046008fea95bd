import { type ApiClient, ReadAgencyProofDocument } from '@sealbridge/api-client';
import { randomBytes, sha256, toBase64, toBase64Url, toHex } from '@sealbridge/sodium';

import { ClientError } from '../client-error.js';
import { sleep } from '../sleep.js';
import { call, payload } from './call.js';

const TOKEN_BYTES = 32;
const CODE_BYTES = 10;
/** People need a while at a page of their agency; a proof would be over after this time anyway. */
const WAIT_MS = 600_000;
const POLL_MS = 2_000;

/** Somebody whose agency is to vouch for them at a browser, while a program waits. */
export interface AskingAgency {
  /** Where they go. */
  readonly url: string;
  /** What the address ends with, in groups of four: made from a hash of the token, so it may be seen. */
  readonly code: string;
  /** What the session is then asked for with (`ApiClientOptions.agencyToken`). A secret. */
  readonly token: string;
  /** Resolves once the agency has vouched for them. Throws a ClientError `sign_in` when nobody was shown in ten minutes. */
  shown(options?: { readonly signal?: AbortSignal; readonly pollMs?: number; readonly waitMs?: number }): Promise<void>;
}

/** Makes a token and the address where the agency of an organisation (by its handle) vouches for its holder. Asks nobody yet. */
export function askAgency(
  { server, guest }: { readonly server: string; readonly guest: ApiClient },
  organisation: string,
): AskingAgency {
  const token = randomBytes(TOKEN_BYTES);
  const code = (toHex(sha256(token).slice(0, CODE_BYTES)).match(/.{4}/gu) ?? []).join('-');
  return {
    url: `${server}/agency/${organisation}/start?code=${code}`,
    code,
    token: toBase64Url(token),
    shown: async ({ signal, pollMs = POLL_MS, waitMs = WAIT_MS } = {}) => {
      const end = Date.now() + waitMs;
      while (!(await isShown(guest, token))) {
        if (Date.now() >= end) throw notShown();
        await sleep(pollMs, signal);
      }
    },
  };
}

async function isShown(guest: ApiClient, token: Uint8Array): Promise<boolean> {
  const input = { clientMutationId: crypto.randomUUID(), token: toBase64(token) };
  const { readAgencyProof } = await call(() => guest.request(ReadAgencyProofDocument, { input }));
  return payload(readAgencyProof, 'ReadAgencyProofPayload').expiresAt !== null;
}

function notShown(): ClientError {
  return new ClientError(
    'E_AGENCY_NOT_SHOWN',
    'sign_in',
    'nobody was shown by the agency within ten minutes',
    'run the command again and open the address it shows',
  );
}

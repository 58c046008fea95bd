import { type ApiClient, InstanceDocument, makeApiClient } from '@sealbridge/api-client';
import { call, verifyNode } from '@sealbridge/client';
import { fromBase64 } from '@sealbridge/sodium';
import { parsePolicy, TransparencyError } from '@sealbridge/transparency';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import { BUILD } from '../../session/person.js';

/** A server that somebody without a profile speaks to, and what it says of itself. */
export interface Stranger {
  readonly client: ApiClient;
  readonly server: string;
  /** Origin of the log. */
  readonly origin: string;
  readonly policyText: string;
}

/** A connection without a session. */
export function guestClient(server: string): ApiClient {
  return makeApiClient({ server, token: null, build: BUILD });
}

/**
 * Asks a server who it is. Its policy is taken at its word the first time; that the answering node is vouched for by the log of that
 * policy is checked, and the stewards are checked against what somebody said aloud (`fetchStewards`).
 */
export async function meetServer(server: string): Promise<Stranger> {
  const client = guestClient(server);
  const { instance } = await call(() => client.request(InstanceDocument, {}));
  const { logOrigin: origin, policyText } = instance;
  try {
    verifyNode(fromBase64(instance.nodeCert), parsePolicy(policyText), origin);
  } catch (error) {
    if (!(error instanceof TransparencyError)) throw error;
    throw new Failure({
      code: 'E_POLICY',
      exit: EXIT.VERIFICATION,
      message: `the policy of the server: ${error.message}`,
    });
  }
  return { client, server, origin, policyText };
}

import { operationDigest } from '@sealbridge/envelope';

import { ClientError } from '../client-error.js';

/** Verifies the person anew for one operation, and makes the session count as verified for it. Rejects when the person does not want to. */
export type StepUp = (operation: Uint8Array) => Promise<void>;

/** What is asked for once more after the person was verified. */
interface VerifiedRequest {
  /** Name of the mutation. */
  readonly mutation: string;
  /** What of it the verification is bound to, in the order docs/reference/vault.md gives. */
  readonly parts: readonly Uint8Array[];
}

/**
 * The result of a request that may need a fresh verification of the person. Where the server says so and this device can do it, the
 * person is asked and the request is made once more. Throws what the request throws.
 */
export async function withStepUp<T>(
  { stepUp }: { readonly stepUp?: StepUp | undefined },
  { mutation, parts }: VerifiedRequest,
  request: () => Promise<T>,
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (stepUp === undefined || !(error instanceof ClientError) || error.code !== 'E_STEP_UP_NEEDED') throw error;
    await stepUp(operationDigest(mutation, parts));
    return request();
  }
}

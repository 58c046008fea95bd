import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';

import { WorkFailure } from '../worker/failure.js';
import type { PasskeyAttested, PasskeyCreation, PasskeyRequest, PasskeyShown, Unlocks } from '../worker/operations.js';

/** How long a person has for a prompt of the browser, in milliseconds. */
const PROMPT_MS = 300_000;

type Output = ArrayBuffer | Uint8Array;

/** What a browser says of the extension with which a passkey unlocks; the types of the library do not know it yet. */
interface UnlockExtension {
  readonly prf?: {
    readonly enabled?: boolean;
    readonly results?: { readonly first?: Output; readonly second?: Output };
  };
}

/** Whether this browser has passkeys at all. */
export const hasPasskeys = browserSupportsWebAuthn;

/**
 * Has the browser ask for a passkey. What it unlocks with is taken out of the answer here: the parts that are returned to be sent
 * have no place for it. Throws WorkFailure `cancelled` when the prompt was closed or nothing fitted.
 */
export async function showPasskey({ challenge, rpId, allow, salts }: PasskeyRequest): Promise<PasskeyShown> {
  const answer = await prompting(() =>
    startAuthentication({
      optionsJSON: {
        challenge,
        rpId,
        timeout: PROMPT_MS,
        userVerification: 'required',
        ...(allow === null ? {} : { allowCredentials: allow.map((id) => ({ id, type: 'public-key' as const })) }),
        extensions: unlockInput(salts),
      },
    }),
  );
  return { ...sentParts(answer), unlocks: unlockOutput(answer) };
}

/** Overwrites what a passkey unlocks with, once the worker has been given it. */
export function forgetUnlocks({ unlocks }: PasskeyShown): void {
  unlocks?.current.fill(0);
  unlocks?.next?.fill(0);
}

/** Has the browser make a passkey, which stays on it and asks for a finger, a face or a code each time. Throws like showPasskey. */
export async function createPasskey(creation: PasskeyCreation): Promise<PasskeyAttested> {
  const answer = await prompting(() =>
    startRegistration({
      optionsJSON: {
        challenge: creation.challenge,
        rp: { id: creation.rpId, name: creation.rpName },
        user: { id: creation.userHandle, name: creation.userName, displayName: creation.userName },
        pubKeyCredParams: creation.algorithms.map((alg) => ({ alg, type: 'public-key' })),
        excludeCredentials: creation.exclude.map((id) => ({ id, type: 'public-key' })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
        timeout: PROMPT_MS,
        extensions: { prf: {} },
      },
    }),
  );
  const { clientDataJSON, attestationObject, transports = [] } = answer.response;
  return {
    id: answer.id,
    clientDataJSON,
    attestationObject,
    transports,
    mayUnlock: extensions(answer).prf?.enabled === true,
  };
}

function unlockInput(salts: PasskeyRequest['salts']): AuthenticationExtensionsClientInputs {
  if (salts.length === 0) return {};
  const evalByCredential = Object.fromEntries(
    salts.map(({ credential, salt, next }) => [
      credential,
      next === null ? { first: salt } : { first: salt, second: next },
    ]),
  );
  return { prf: { evalByCredential } } as unknown as AuthenticationExtensionsClientInputs;
}

function unlockOutput(answer: AuthenticationResponseJSON): Unlocks | null {
  const { first, second } = extensions(answer).prf?.results ?? {};
  if (first === undefined) return null;
  return { current: bytesOf(first), next: second === undefined ? null : bytesOf(second) };
}

// over the memory of the browser's answer itself, so that wiping it leaves none
function bytesOf(output: Output): Uint8Array {
  return output instanceof Uint8Array ? output : new Uint8Array(output);
}

function sentParts({ id, response }: AuthenticationResponseJSON): Omit<PasskeyShown, 'unlocks'> {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return { id, clientDataJSON, authenticatorData, signature, userHandle: userHandle ?? null };
}

function extensions(answer: AuthenticationResponseJSON | RegistrationResponseJSON): UnlockExtension {
  return answer.clientExtensionResults as UnlockExtension;
}

async function prompting<T>(prompt: () => Promise<T>): Promise<T> {
  try {
    return await prompt();
  } catch (error) {
    const used = error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
    if (used) throw new WorkFailure({ code: 'E_PASSKEY_THERE', kind: 'usage' });
    throw new WorkFailure({ code: 'E_PASSKEY_PROMPT', kind: 'cancelled' });
  }
}

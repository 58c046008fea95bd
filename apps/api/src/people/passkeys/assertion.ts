import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { equal, toBase64Url } from '@sealbridge/sodium';

import { type AuthenticatorData, checkAuthenticatorData } from './authenticator-data.js';
import { type Ceremony, checkClientData, type ClientData } from './client-data.js';
import { readable, requirePasskey } from './passkey-error.js';
import {
  MAX_AUTHENTICATOR_DATA_BYTES,
  MAX_CREDENTIAL_ID_BYTES,
  MAX_SIGNATURE_BYTES,
  PASSKEY_RULES,
  type PasskeyRules,
} from './passkey-rules.js';

/** What a browser has of an assertion, without any results of extensions. */
export interface PasskeyAssertion {
  /** The credential id. */
  readonly id: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  /** Whose passkey the authenticator says it is; null when it says nothing. */
  readonly userHandle: Uint8Array | null;
}

/** A passkey as it is stored. */
export interface StoredPasskey {
  readonly credentialId: Uint8Array;
  /** COSE_Key bytes. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly backupEligible: boolean;
  readonly userHandle: Uint8Array;
}

/** Whether the server knew before the assertion whose passkey it would be; if not, the authenticator has to say so. */
export type Asked = 'of a known device' | 'of anybody';

/**
 * What is to be noted of an assertion by this passkey (WebAuthn Level 3, section 7.2), after every check: client data, site, person,
 * user handle, signature, counter. Counters of 0 on both sides are those of synced passkeys, which do not count. Throws PasskeyError.
 */
export async function verifyAssertion(
  assertion: PasskeyAssertion,
  stored: StoredPasskey,
  ceremony: Ceremony,
  asked: Asked,
  rules: PasskeyRules = PASSKEY_RULES,
): Promise<Pick<AuthenticatorData, 'counter' | 'backedUp'>> {
  requireBounds(assertion);
  const client = await checkClientData(assertion.clientDataJSON, 'webauthn.get', ceremony, rules);
  const data = await checkAuthenticatorData(assertion.authenticatorData, ceremony.rpId, rules);
  requireOwner(assertion, stored, asked);
  const sameKind = data.backupEligible === stored.backupEligible;
  requirePasskey(sameKind, 'E_PASSKEY_BACKUP', 'whether the passkey can be copied has changed');
  await requireSignature(assertion, stored, ceremony, client, rules);
  const { counter, backedUp } = data;
  const counted = counter > stored.counter || (counter === 0 && stored.counter === 0);
  requirePasskey(counted, 'E_PASSKEY_COUNTER', 'the counter of the passkey has gone back');
  return { counter, backedUp };
}

function requireBounds({ id, authenticatorData, signature }: PasskeyAssertion): void {
  const isBounded = id.length > 0 && id.length <= MAX_CREDENTIAL_ID_BYTES;
  requirePasskey(isBounded, 'E_PASSKEY_CREDENTIAL', 'a credential id is 1 to 1023 bytes');
  const fits = authenticatorData.length <= MAX_AUTHENTICATOR_DATA_BYTES && signature.length <= MAX_SIGNATURE_BYTES;
  requirePasskey(fits, 'E_PASSKEY_FORMAT', 'the assertion is too long');
}

function requireOwner({ id, userHandle }: PasskeyAssertion, stored: StoredPasskey, asked: Asked): void {
  requirePasskey(equal(id, stored.credentialId), 'E_PASSKEY_CREDENTIAL', 'the assertion is of another passkey');
  const isOwner = userHandle === null ? asked === 'of a known device' : equal(userHandle, stored.userHandle);
  requirePasskey(isOwner, 'E_PASSKEY_USER', 'the passkey is of somebody else');
}

/** The library's own verdict. It is not told the stored counter: that is looked at once the signature is known to be good. */
async function requireSignature(
  { id, clientDataJSON, authenticatorData, signature }: PasskeyAssertion,
  { publicKey }: StoredPasskey,
  { challenge, origin, rpId }: Ceremony,
  { topOrigin }: ClientData,
  rules: PasskeyRules,
): Promise<void> {
  const credentialId = toBase64Url(id);
  const { verified } = await readable(
    () =>
      verifyAuthenticationResponse({
        response: {
          id: credentialId,
          rawId: credentialId,
          type: 'public-key',
          response: {
            clientDataJSON: toBase64Url(clientDataJSON),
            authenticatorData: toBase64Url(authenticatorData),
            signature: toBase64Url(signature),
          },
          clientExtensionResults: {},
        },
        expectedChallenge: toBase64Url(challenge),
        expectedOrigin: origin,
        expectedRPID: rpId,
        credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: 0 },
        requireUserVerification: rules.userVerification,
        ...(rules.crossOrigin && typeof topOrigin === 'string' ? { expectedTopOrigin: topOrigin } : {}),
      }),
    'E_PASSKEY_SIGNATURE',
    'the signature of the passkey does not verify',
  );
  requirePasskey(verified, 'E_PASSKEY_SIGNATURE', 'the signature of the passkey does not verify');
}

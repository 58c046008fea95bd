import { verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  isoCBOR,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import { equal, toBase64Url } from '@sealbridge/sodium';

import { checkAuthenticatorData } from './authenticator-data.js';
import { checkClientData, type Ceremony } from './client-data.js';
import { PasskeyError, readable, requirePasskey } from './passkey-error.js';
import {
  type AttestationKind,
  MAX_ATTESTATION_BYTES,
  MAX_CREDENTIAL_ID_BYTES,
  PASSKEY_RULES,
  type PasskeyRules,
} from './passkey-rules.js';

/** Where the credential id begins in the authenticator data of a registration. */
const CREDENTIAL_ID_AT = 55;

/** What a browser has of a passkey that was just made, without any results of extensions. */
export interface PasskeyAttestation {
  /** The credential id. */
  readonly id: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  readonly attestationObject: Uint8Array;
}

/** A passkey as it is to be stored. */
export interface NewPasskey {
  readonly credentialId: Uint8Array;
  /** COSE_Key bytes. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/**
 * The passkey of a registration (WebAuthn Level 3, section 7.1), after every check: client data, site, person, credential id,
 * algorithm, attestation. Throws PasskeyError.
 */
export async function verifyRegistration(
  attestation: PasskeyAttestation,
  ceremony: Ceremony,
  rules: PasskeyRules = PASSKEY_RULES,
): Promise<NewPasskey> {
  const { id, attestationObject } = attestation;
  requirePasskey(attestationObject.length <= MAX_ATTESTATION_BYTES, 'E_PASSKEY_FORMAT', 'the attestation is too long');
  await checkClientData(attestation.clientDataJSON, 'webauthn.create', ceremony, rules);
  const { authData, kind } = await readable(() => decode(attestationObject));
  const { counter, ...backup } = await checkAuthenticatorData(authData, ceremony.rpId, rules);
  const { credentialId, publicKey, algorithm } = await readable(() => credentialOf(authData));
  requireCredentialId(credentialId, id);
  requirePasskey(rules.algorithms.includes(algorithm), 'E_PASSKEY_ALGORITHM', 'the algorithm is not one of ours');
  requirePasskey(rules.attestations.includes(kind), 'E_PASSKEY_ATTESTATION', 'this attestation is not taken');
  await requireVerified(attestation, ceremony, rules);
  return { credentialId, publicKey, counter, ...backup };
}

function requireCredentialId(credentialId: Uint8Array, named: Uint8Array): void {
  const { length } = credentialId;
  const isBounded = length > 0 && length <= MAX_CREDENTIAL_ID_BYTES;
  requirePasskey(isBounded, 'E_PASSKEY_CREDENTIAL', 'a credential id is 1 to 1023 bytes');
  requirePasskey(
    equal(named, credentialId),
    'E_PASSKEY_CREDENTIAL',
    'the credential id is not the one of the attestation',
  );
}

function decode(attestationObject: Uint8Array): { authData: Uint8Array; kind: AttestationKind } {
  const decoded = decodeAttestationObject(new Uint8Array(attestationObject));
  // the library's reader takes a byte string that was cut off
  if (!equal(isoCBOR.encode(decoded as unknown as Parameters<typeof isoCBOR.encode>[0]), attestationObject))
    throw new Error('not written once');
  const certified = decoded.get('fmt') !== 'packed' || decoded.get('attStmt').get('x5c') !== undefined;
  const kind = decoded.get('fmt') === 'none' ? 'none' : certified ? 'certified' : 'self';
  return { authData: new Uint8Array(decoded.get('authData')), kind };
}

function credentialOf(authData: Uint8Array): { credentialId: Uint8Array; publicKey: Uint8Array; algorithm: number } {
  const { credentialID, credentialPublicKey } = parseAuthenticatorData(new Uint8Array(authData));
  if (credentialID === undefined || credentialPublicKey === undefined) throw new Error('no credential');
  const keyAt = CREDENTIAL_ID_AT + credentialID.length;
  const written = authData.slice(keyAt, keyAt + credentialPublicKey.length);
  if (!equal(credentialPublicKey, written)) throw new Error('not written once');
  const algorithm: unknown = decodeCredentialPublicKey(credentialPublicKey).get(cose.COSEKEYS.alg);
  if (typeof algorithm !== 'number') throw new Error('no algorithm');
  return { credentialId: new Uint8Array(credentialID), publicKey: new Uint8Array(credentialPublicKey), algorithm };
}

/** The library's own verdict, the attestation's signature and certificates included. */
async function requireVerified(
  { id, clientDataJSON, attestationObject }: PasskeyAttestation,
  { challenge, origin, rpId }: Ceremony,
  rules: PasskeyRules,
): Promise<void> {
  const credentialId = toBase64Url(id);
  const { verified } = await readable(
    () =>
      verifyRegistrationResponse({
        response: {
          id: credentialId,
          rawId: credentialId,
          type: 'public-key',
          response: { clientDataJSON: toBase64Url(clientDataJSON), attestationObject: toBase64Url(attestationObject) },
          clientExtensionResults: {},
        },
        expectedChallenge: toBase64Url(challenge),
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: rules.userVerification,
        supportedAlgorithmIDs: [...rules.algorithms],
      }),
    'E_PASSKEY_ATTESTATION',
    'the attestation does not verify',
  );
  if (!verified) throw new PasskeyError('E_PASSKEY_ATTESTATION', 'the attestation does not verify');
}

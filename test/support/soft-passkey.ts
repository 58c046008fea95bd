// A passkey in software for specs of the API: an Ed25519 key that answers challenges as an authenticator of this site would.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

import { encode } from '@sealbridge/cbor';
import type { DeviceKeys } from '@sealbridge/keyring';
import { concat, fromBase64Url, randomBytes, sha256, toBase64, toBase64Url, u32be, utf8 } from '@sealbridge/sodium';
import type { Client } from 'pg';

import type { TestApi } from './api.js';

/** Flags of authenticator data: the person was there, and was verified (WebAuthn Level 3, section 6.1). */
const PRESENT_AND_VERIFIED = 0x05;
/** An Ed25519 key as COSE writes one: OKP, EdDSA, curve 6. */
const coseKey = (publicKey: KeyObject): Uint8Array =>
  encode(
    new Map<number, number | Uint8Array>([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, fromBase64Url(publicKey.export({ format: 'jwk' }).x ?? '')],
    ]),
  );

/** A passkey of a device, and how it answers a challenge. */
export interface SoftPasskey {
  readonly credentialId: Uint8Array;
  /** `PasskeyAssertionInput` over these 32 bytes; `flags` says otherwise what the authenticator saw. */
  assert(challenge: Uint8Array, flags?: number): object;
}

/** Gives a device a passkey, past registration, which has specs of its own. */
export async function givePasskey(
  { admin, origin }: { readonly admin: Pick<Client, 'query'>; readonly origin: TestApi['origin'] },
  { device, sign: { publicKey: devicePk } }: Pick<DeviceKeys, 'device' | 'sign'>,
): Promise<SoftPasskey> {
  const [credentialId, userHandle] = [randomBytes(32), randomBytes(16)];
  const key = generateKeyPairSync('ed25519');
  await admin.query(
    `INSERT INTO sealbridge.passkey (credential_id, device_id, sign_pk, user_handle, public_key, counter, backup_eligible,
       backed_up, transports, statement, signature) VALUES ($1, $2, $3, $4, $5, 0, false, false, '{}', '', $6)`,
    [credentialId, device, devicePk, userHandle, coseKey(key.publicKey), new Uint8Array(64)],
  );
  let counter = 0;
  return {
    credentialId,
    assert: (challenge, flags = PRESENT_AND_VERIFIED) => {
      counter += 1;
      const said = { type: 'webauthn.get', challenge: toBase64Url(challenge), origin, crossOrigin: false };
      const clientData = utf8(JSON.stringify(said));
      const data = concat(sha256(utf8(new URL(origin).hostname)), new Uint8Array([flags]), u32be(counter));
      const signature = new Uint8Array(sign(null, concat(data, sha256(clientData)), key.privateKey));
      return {
        id: toBase64(credentialId),
        clientDataJSON: toBase64(clientData),
        authenticatorData: toBase64(data),
        signature: toBase64(signature),
        userHandle: toBase64(userHandle),
      };
    },
  };
}

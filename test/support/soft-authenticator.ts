// An authenticator in software, for specs of registration and sign-in: it makes passkeys (ES256, no attestation) and answers challenges.
import { createHash, generateKeyPairSync, randomUUID, sign, type JsonWebKey, type KeyObject } from 'node:crypto';

import {
  RegisterPasskeyDocument,
  RequestPasskeyChallengeDocument,
  RequestPasskeyRegistrationDocument,
  StartPasskeySessionDocument,
  makeApiClient,
  type ApiClient,
  type RegisterPasskeyMutation,
} from '@sealbridge/api-client';
import { encode, type CborValue } from '@sealbridge/cbor';
import { writePasskeyStatement, type PasskeyStatement } from '@sealbridge/envelope';
import type { DeviceKeys } from '@sealbridge/keyring';
import {
  concat,
  fromBase64,
  fromBase64Url,
  randomBytes,
  sha256,
  signTyped,
  toBase64,
  toBase64Url,
  u32be,
  utf8,
} from '@sealbridge/sodium';

import { send, type BrowserAnswer } from './browser.js';
import type { TestApi } from './api.js';
import { stepUp, stepUpInput } from './stepping-up.js';

/** Bits of the flags of authenticator data (WebAuthn Level 3, section 6.1). */
export const FLAGS = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 } as const;
const SEEN = FLAGS.present | FLAGS.verified;

/** What an authenticator and its browser say otherwise than they should. */
export interface Saying {
  readonly flags?: number;
  readonly counter?: number;
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userHandle?: Uint8Array | null;
}

/** `PasskeyAssertionInput` as it is sent. */
export interface SaidAssertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle: string | null;
}

/** A passkey with its private key. */
export interface MadePasskey {
  readonly id: Uint8Array;
  readonly userHandle: Uint8Array;
  readonly publicKey: JsonWebKey;
  /** What a browser has of its making, over this challenge. */
  attest(challenge: Uint8Array, saying?: Saying): { clientDataJSON: Uint8Array; attestationObject: Uint8Array };
  /** `PasskeyAssertionInput` over this challenge. */
  assert(challenge: Uint8Array, saying?: Saying): SaidAssertion;
}

/** Makes a passkey for a site; its counter stays 0, as that of a synced one does. */
export function makePasskey(origin: string, userHandle: Uint8Array, idLength = 32): MadePasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(idLength);
  const clientData = (type: string, challenge: Uint8Array, saying: Saying): Uint8Array => {
    const { crossOrigin = false } = saying;
    const said = {
      type: saying.type ?? type,
      challenge: toBase64Url(challenge),
      origin: saying.origin ?? origin,
      crossOrigin,
    };
    return utf8(JSON.stringify(said));
  };
  const head = (saying: Saying, more = 0): Uint8Array => {
    const site = sha256(utf8(saying.rpId ?? new URL(origin).hostname));
    return concat(site, Uint8Array.of((saying.flags ?? SEEN) | more), u32be(saying.counter ?? 0));
  };
  return {
    id,
    userHandle,
    publicKey: publicKey.export({ format: 'jwk' }),
    attest: (challenge, saying = {}) => {
      const length = Uint8Array.of(idLength >> 8, idLength & 0xff);
      const attested = concat(new Uint8Array(16), length, id, coseKey(publicKey));
      const authData = concat(head(saying, FLAGS.attested), attested);
      const fields = new Map<string, CborValue>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]);
      return { clientDataJSON: clientData('webauthn.create', challenge, saying), attestationObject: encode(fields) };
    },
    assert: (challenge, saying = {}) => {
      const data = clientData('webauthn.get', challenge, saying);
      const authenticatorData = head(saying);
      const signed = concat(authenticatorData, new Uint8Array(createHash('sha256').update(data).digest()));
      const said = saying.userHandle === undefined ? userHandle : saying.userHandle;
      return {
        id: toBase64(id),
        clientDataJSON: toBase64(data),
        authenticatorData: toBase64(authenticatorData),
        signature: toBase64(new Uint8Array(sign('sha256', signed, privateKey))),
        userHandle: said === null ? null : toBase64(said),
      };
    },
  };
}

function coseKey(publicKey: KeyObject): Uint8Array {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return encode(
    new Map<number, CborValue>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, fromBase64Url(x)],
      [-3, fromBase64Url(y)],
    ]),
  );
}

/** What the server gives to make a passkey with. Throws when it gives nothing. */
export async function passkeyOptions(client: ApiClient, device: string) {
  const input = { clientMutationId: randomUUID(), device };
  const { requestPasskeyRegistration: answer } = await client.request(RequestPasskeyRegistrationDocument, { input });
  if (answer.__typename !== 'RequestPasskeyRegistrationPayload') throw new Error(answer.code);
  return { ...answer, nonce: fromBase64(answer.nonce), userHandle: fromBase64(answer.userHandle) };
}

type About = Pick<TestApi, 'origin' | 'nodeKeyId'>;

/** A passkey made for this device, and the input that registers it; statement and attestation changed. */
export async function registration(
  api: About,
  client: ApiClient,
  keys: Pick<DeviceKeys, 'device' | 'sign'>,
  change: { readonly statement?: Partial<PasskeyStatement>; readonly saying?: Saying; readonly idLength?: number } = {},
) {
  const { nonce, userHandle } = await passkeyOptions(client, keys.device);
  const passkey = makePasskey(api.origin, userHandle, change.idLength);
  const { clientDataJSON, attestationObject } = passkey.attest(nonce, change.saying);
  const statement = writePasskeyStatement({
    origin: api.origin,
    nodeKeyId: api.nodeKeyId,
    nonce,
    device: keys.device,
    credentialId: passkey.id,
    clientDataSha256: sha256(clientDataJSON),
    attestationSha256: sha256(attestationObject),
    time: Math.floor(Date.now() / 1000),
    ...change.statement,
  });
  const attestation = {
    id: toBase64(passkey.id),
    clientDataJSON: toBase64(clientDataJSON),
    attestationObject: toBase64(attestationObject),
    transports: ['internal'],
  };
  const signature = toBase64(signTyped('sr1.passkey', statement, keys.sign.privateKey));
  return {
    passkey,
    statement,
    input: { clientMutationId: randomUUID(), statement: toBase64(statement), signature, attestation },
  };
}

/** The answer to a registration. */
export async function register(
  client: ApiClient,
  { input }: Pick<Awaited<ReturnType<typeof registration>>, 'input'>,
): Promise<RegisterPasskeyMutation['registerPasskey']> {
  return (await client.request(RegisterPasskeyDocument, { input })).registerPasskey;
}

/** A passkey that is registered for this device. Throws when it is refused. */
export async function registeredPasskey(
  api: About & Pick<TestApi, 'guest'>,
  keys: Pick<DeviceKeys, 'device' | 'sign'>,
  client: ApiClient = api.guest,
): Promise<MadePasskey> {
  const made = await registration(api, client, keys);
  const answer = await register(client, made);
  if (answer.__typename !== 'RegisterPasskeyPayload') throw new Error(`${answer.code}: ${answer.message}`);
  return made.passkey;
}

/** A challenge to sign in with. */
export async function signInChallenge(guest: ApiClient): Promise<Uint8Array> {
  const input = { clientMutationId: randomUUID() };
  const { requestPasskeyChallenge: answer } = await guest.request(RequestPasskeyChallengeDocument, { input });
  if (answer.__typename !== 'RequestPasskeyChallengePayload') throw new Error(answer.code);
  return fromBase64(answer.nonce);
}

/** Signs in as a page does, with this assertion. */
export function passkeySignIn(
  { url }: Pick<TestApi, 'url'>,
  assertion: SaidAssertion,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<BrowserAnswer> {
  return send(url, StartPasskeySessionDocument, { input: { clientMutationId: randomUUID(), assertion } }, headers);
}

/** Signs in with a passkey over a fresh challenge. */
export async function signInWith(
  api: Pick<TestApi, 'guest' | 'url'>,
  passkey: MadePasskey,
  saying: Saying = {},
): Promise<BrowserAnswer> {
  return passkeySignIn(api, passkey.assert(await signInChallenge(api.guest), saying));
}

/** What came of a sign-in with a passkey. */
export function outcome({ data }: BrowserAnswer): Readonly<Record<string, unknown>> | undefined {
  return data?.['startPasskeySession'];
}

/** A client with a fresh session in which the person has approved this by a passkey. Throws when that is refused. */
export async function approved(
  api: TestApi,
  keys: DeviceKeys,
  { id, assert }: MadePasskey,
  operation: Uint8Array,
): Promise<ApiClient> {
  const client = await api.signIn(keys);
  const passkey = { credentialId: id, assert: (challenge: Uint8Array) => assert(challenge) };
  const input = await stepUpInput(client, { api, device: keys.device, operation }, { passkey });
  const answer = await stepUp(client, input);
  if (answer.__typename !== 'StepUpPayload') throw new Error(answer.code);
  return makeApiClient({ server: api.url, token: answer.token ?? null });
}

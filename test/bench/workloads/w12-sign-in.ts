import { createPublicKey, randomInt, verify } from 'node:crypto';

import {
  InstanceDocument,
  makeApiClient,
  RequestChallengeDocument,
  RequestPasskeyChallengeDocument,
  StartPasskeySessionDocument,
  StartSessionDocument,
} from '@sealbridge/api-client';
import { writeSessionStatement } from '@sealbridge/envelope';
import { type DeviceKeys, makeDeviceKeys } from '@sealbridge/keyring';
import { concat, fromBase64, randomBytes, ready, sha256, signTyped, toBase64, verifyTyped } from '@sealbridge/sodium';
import { Client } from 'pg';

import { verifyAssertion } from '../../../apps/api/src/people/passkeys/assertion.js';
import { verifyRegistration } from '../../../apps/api/src/people/passkeys/registration.js';
import { addOrganisation, addPerson } from '../../support/rows.js';
import { type MadePasskey, makePasskey, registeredPasskey } from '../../support/soft-authenticator.js';
import { LoadClient, writeRequest } from '../instance/load-client.js';
import { type BareInstance, startBare } from '../instance/running.js';
import type { Result } from '../result.js';
import { type Contender, inParallel, inTurn, measureRoundRobin, type Plan } from '../round-robin.js';

const CONNECTIONS = 1;

/** Somebody with a device and a passkey at an instance of their own. */
interface Place {
  readonly instance: BareInstance;
  readonly client: LoadClient;
  readonly nodeKeyId: Uint8Array;
  readonly keys: DeviceKeys;
  readonly passkey: MadePasskey;
}

/**
 * W12: a whole sign-in over HTTP, challenge and answer, by the device key and by a passkey. The limit is the verification of the one
 * signature each rests on, in this process; beside that of the passkey every check of WebAuthn. One at a time: what is compared is work.
 */
export async function signingIn(plan: Plan): Promise<Result[]> {
  await ready();
  const place = await settle();
  try {
    const byKey = await measureRoundRobin(
      [ed25519(place.keys), { name: 'sign-in by device key', run: inParallel(CONNECTIONS, () => signInByKey(place)) }],
      plan,
    );
    const byPasskey = await measureRoundRobin(
      [...(await es256()), { name: 'sign-in by passkey', run: inParallel(CONNECTIONS, () => signInByPasskey(place)) }],
      plan,
    );
    return [
      { workload: 'W12', what: 'sign in with the device key', rows: byKey },
      { workload: 'W12', what: 'sign in with a passkey', rows: byPasskey },
    ];
  } finally {
    place.client.close();
    await place.instance.stop();
  }
}

async function settle(): Promise<Place> {
  const instance = await startBare();
  const admin = new Client({ connectionString: instance.adminUrl });
  await admin.connect();
  try {
    const { org, member, device } = await addPerson(admin, await addOrganisation(admin, 'w12-harbour'), ['analyst']);
    const keys = { ...makeDeviceKeys({ org, member }), device };
    const signPk = keys.sign.publicKey;
    await admin.query('UPDATE sealbridge.device SET sign_pk = $2 WHERE id = $1', [device, Buffer.from(signPk)]);
    const guest = makeApiClient({ server: instance.url, token: null });
    const nodeKeyId = fromBase64((await guest.request(InstanceDocument, {})).instance.nodeKeyId);
    const passkey = await registeredPasskey({ origin: instance.url, nodeKeyId, guest }, keys);
    return { instance, client: new LoadClient(instance.url, CONNECTIONS), nodeKeyId, keys, passkey };
  } catch (error) {
    await instance.stop();
    throw error;
  } finally {
    await admin.end();
  }
}

/** Each attempt comes from a network of its own, as far as the proxy says: one network may not ask as often as this. */
const somewhere = (): Record<string, string> => ({
  'x-forwarded-for': [10, ...Array.from({ length: 3 }, () => randomInt(256))].join('.'),
});

async function signInByKey({ client, nodeKeyId, keys, instance: { url } }: Place): Promise<void> {
  const from = somewhere();
  const { device } = keys;
  const asked = writeRequest(RequestChallengeDocument, { input: { clientMutationId: 'w12', device } });
  const { requestChallenge: given } = await client.send(null, asked, from);
  if (given.__typename !== 'RequestChallengePayload') throw new Error(`w12: ${given.code}`);
  const time = Math.floor(Date.now() / 1000);
  const statement = writeSessionStatement({ origin: url, nodeKeyId, nonce: fromBase64(given.nonce), device, time });
  const signature = toBase64(signTyped('sr1.session', statement, keys.sign.privateKey));
  const input = { clientMutationId: 'w12', request: toBase64(statement), signature };
  const { startSession } = await client.send(null, writeRequest(StartSessionDocument, { input }), from);
  if (startSession.__typename !== 'StartSessionPayload') throw new Error(`w12: ${startSession.code}`);
}

async function signInByPasskey({ client, passkey }: Place): Promise<void> {
  const from = somewhere();
  const asked = writeRequest(RequestPasskeyChallengeDocument, { input: { clientMutationId: 'w12' } });
  const { requestPasskeyChallenge: given } = await client.send(null, asked, from);
  if (given.__typename !== 'RequestPasskeyChallengePayload') throw new Error(`w12: ${given.code}`);
  const input = { clientMutationId: 'w12', assertion: passkey.assert(fromBase64(given.nonce)) };
  const { startPasskeySession } = await client.send(null, writeRequest(StartPasskeySessionDocument, { input }), from);
  if (startPasskeySession.__typename !== 'BrowserSessionPayload') throw new Error(`w12: ${startPasskeySession.code}`);
}

function ed25519({ sign }: DeviceKeys): Contender {
  const statement = randomBytes(180);
  const signature = signTyped('sr1.session', statement, sign.privateKey);
  return {
    name: 'one verification of Ed25519 (libsodium)',
    run: inTurn(() => {
      if (!verifyTyped('sr1.session', statement, signature, sign.publicKey)) throw new Error('w12: does not verify');
    }),
  };
}

/** The signature alone, and all that is checked around it, over one assertion. */
async function es256(): Promise<Contender[]> {
  const ceremony = { challenge: randomBytes(32), origin: 'https://example.org', rpId: 'example.org' };
  const userHandle = randomBytes(16);
  const passkey = makePasskey(ceremony.origin, userHandle);
  const registered = await verifyRegistration({ id: passkey.id, ...passkey.attest(ceremony.challenge) }, ceremony);
  const said = passkey.assert(ceremony.challenge);
  const assertion = {
    id: passkey.id,
    clientDataJSON: fromBase64(said.clientDataJSON),
    authenticatorData: fromBase64(said.authenticatorData),
    signature: fromBase64(said.signature),
    userHandle,
  };
  const signed = concat(assertion.authenticatorData, sha256(assertion.clientDataJSON));
  const key = createPublicKey({ key: passkey.publicKey, format: 'jwk' });
  return [
    {
      name: 'one verification of ES256 (node:crypto)',
      run: inTurn(() => {
        if (!verify('sha256', signed, key, assertion.signature)) throw new Error('w12: does not verify');
      }),
    },
    {
      name: 'all checks of one assertion',
      run: inParallel(1, async () => {
        await verifyAssertion(assertion, { ...registered, userHandle }, ceremony, 'of anybody');
      }),
    },
  ];
}

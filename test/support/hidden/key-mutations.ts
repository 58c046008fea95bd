// The mutations of passkeys, vaults, links and step-ups: which of their arguments could name an organisation, and requests that do.
import { writePasskeyStatement, writeStepUpStatement, writeVaultStatement } from '@sealbridge/envelope';
import { makeLinkRequest } from '@sealbridge/keyring';
import { randomBytes, sha256, signTyped, toBase64 } from '@sealbridge/sodium';

import { newId } from '../rows.js';
import { at, type FieldProbes, input, KEY, NAMES_NOTHING } from './requests.js';

/** A lookup of nothing unless one is given, and a MAC. */
const linkParts = (lookup = toBase64(randomBytes(32))) => ({ lookup, mac: toBase64(randomBytes(32)) });

/** Every mutation of the keys of a device. */
export const KEY_MUTATIONS: Readonly<Record<string, FieldProbes>> = {
  'Mutation.answerLink': {
    args: [KEY, 'input.lookup', 'input.mac', 'input.offer'],
    probes: {
      'lookup as it is stored': ({ link }) =>
        input({ ...linkParts(link.lookupSha256), offer: toBase64(randomBytes(100)) }),
    },
  },
  'Mutation.askForLink': {
    args: [KEY, 'input.lookup', 'input.mac', 'input.request'],
    probes: {
      device: ({ admin: { device, sign, kem } }) => {
        const request = makeLinkRequest(randomBytes(32), { device, sign, kem });
        return input({ ...linkParts(), request: toBase64(request.bytes) });
      },
    },
  },
  'Mutation.proveLink': {
    args: [KEY, 'input.lookup', 'input.mac', 'input.proof'],
    probes: {
      'lookup as it is stored': ({ link }) =>
        input({ ...linkParts(link.lookupSha256), proof: toBase64(randomBytes(100)) }),
    },
  },
  'Mutation.putVault': {
    args: [KEY, 'input.signature', 'input.statement', 'input.vault'],
    probes: {
      device: ({ admin: { device } }, { api, keys }) => {
        const vault = randomBytes(64);
        const about = {
          origin: api.origin,
          nodeKeyId: api.nodeKeyId,
          device,
          vaultId: newId(),
          version: 1,
          time: at(),
        };
        const ways = [{ kind: 'passphrase', id: newId() }] as const;
        const bytes = writeVaultStatement({ ...about, vaultSha256: sha256(vault), ways, words: null });
        const signature = toBase64(signTyped('sr1.vault', bytes, keys.sign.privateKey));
        return input({ vault: toBase64(vault), statement: toBase64(bytes), signature });
      },
    },
  },
  'Mutation.registerPasskey': {
    args: [
      KEY,
      'input.attestation.attestationObject',
      'input.attestation.clientDataJSON',
      'input.attestation.id',
      'input.attestation.transports',
      'input.signature',
      'input.statement',
    ],
    probes: {
      device: ({ admin: { device } }, { api, keys }) => {
        const [id, clientDataJSON, attestationObject] = [randomBytes(32), randomBytes(64), randomBytes(64)];
        const about = { origin: api.origin, nodeKeyId: api.nodeKeyId, nonce: randomBytes(32), device, time: at() };
        const hashes = { clientDataSha256: sha256(clientDataJSON), attestationSha256: sha256(attestationObject) };
        const bytes = writePasskeyStatement({ ...about, ...hashes, credentialId: id });
        const signature = toBase64(signTyped('sr1.passkey', bytes, keys.sign.privateKey));
        const [clientData, attested] = [clientDataJSON, attestationObject].map(toBase64);
        const attestation = {
          id: toBase64(id),
          clientDataJSON: clientData,
          attestationObject: attested,
          transports: [],
        };
        return input({ statement: toBase64(bytes), signature, attestation });
      },
    },
  },
  'Mutation.removePasskey': { args: [KEY, 'input.id'], probes: { id: ({ passkey }) => input({ id: passkey }) } },
  'Mutation.requestPasskeyChallenge': { args: [KEY], probes: NAMES_NOTHING },
  'Mutation.requestPasskeyRegistration': {
    args: [KEY, 'input.device'],
    probes: { device: ({ admin: { device } }) => input({ device }) },
  },
  'Mutation.requestStepUp': { args: [KEY, 'input.operation'], probes: NAMES_NOTHING },
  'Mutation.startPasskeySession': {
    args: [
      KEY,
      'input.assertion.authenticatorData',
      'input.assertion.clientDataJSON',
      'input.assertion.id',
      'input.assertion.signature',
      'input.assertion.userHandle',
    ],
    probes: 'names a passkey by an id its authenticator made up, and answers nothing but a session',
  },
  'Mutation.stepUp': {
    args: [
      KEY,
      'input.passkey.authenticatorData',
      'input.passkey.clientDataJSON',
      'input.passkey.id',
      'input.passkey.signature',
      'input.passkey.userHandle',
      'input.statement',
      'input.wordsSignature',
    ],
    probes: {
      device: ({ admin: { device } }, { api, keys }) => {
        const about = { origin: api.origin, nodeKeyId: api.nodeKeyId, nonce: randomBytes(32), device, time: at() };
        const bytes = writeStepUpStatement({ ...about, operation: randomBytes(32) });
        const wordsSignature = toBase64(signTyped('sr1.stepup', bytes, keys.sign.privateKey));
        return input({ statement: toBase64(bytes), passkey: null, wordsSignature });
      },
    },
  },
  'Mutation.vaultByWords': {
    args: [KEY, 'input.lookup'],
    probes: 'finds what somebody holds a secret of 256 bits for, and names nothing besides',
  },
};

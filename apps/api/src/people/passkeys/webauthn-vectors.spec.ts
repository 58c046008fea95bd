import { SettingsService } from '@simplewebauthn/server';
import { decodeAttestationObject, parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { concat, fromHex, hmacSha256, ready, sha256, toHex, utf8 } from '@sealbridge/sodium';

import { readWebAuthnVectors, VECTOR_SITE, type WebAuthnVector } from '../../../../../test/support/webauthn-vectors.js';
import { type PasskeyAssertion, type StoredPasskey, verifyAssertion } from './assertion.js';
import type { Ceremony } from './client-data.js';
import { type PasskeyErrorCode, PasskeyError } from './passkey-error.js';
import { PASSKEY_RULES, type PasskeyRules } from './passkey-rules.js';
import { type PasskeyAttestation, verifyRegistration } from './registration.js';

/** Everything the library can verify, whatever this server would take. */
const ALL: PasskeyRules = {
  algorithms: [-7, -8, -35, -36, -257, -53],
  attestations: ['none', 'self', 'certified'],
  userVerification: false,
  crossOrigin: true,
};
const FORMATS = ['none', 'packed', 'apple'] as const;
/**
 * Attestations the library refuses: the maker of the TPM is invented, the Android certificates come without their root, and a U2F
 * authenticator has no AAGUID of its own. We take none of these; their assertions verify like all others.
 */
const REFUSED_BY_LIBRARY: readonly string[] = ['tpm-es256', 'android-key-es256', 'fido-u2f-es256'];
const USER_HANDLE = new Uint8Array(16).fill(7);
const OTHER = new Uint8Array(32).fill(9);

/** What this server says to each as it stands: the registration, then the assertion. */
const VERDICTS: Readonly<Record<string, readonly [PasskeyErrorCode | null, PasskeyErrorCode | null]>> = {
  'none-es256': ['E_PASSKEY_VERIFICATION', 'E_PASSKEY_VERIFICATION'],
  'packed-self-es256': [null, 'E_PASSKEY_VERIFICATION'],
  'none-es256-crossOrigin': ['E_PASSKEY_CROSS_ORIGIN', 'E_PASSKEY_CROSS_ORIGIN'],
  'none-es256-topOrigin': ['E_PASSKEY_CROSS_ORIGIN', 'E_PASSKEY_CROSS_ORIGIN'],
  'none-es256-long-credential-id': ['E_PASSKEY_VERIFICATION', null],
  'packed-es256': ['E_PASSKEY_ATTESTATION', null],
  'packed-es384': ['E_PASSKEY_VERIFICATION', null],
  'packed-es512': ['E_PASSKEY_ALGORITHM', 'E_PASSKEY_VERIFICATION'],
  'packed-rs256': ['E_PASSKEY_ATTESTATION', 'E_PASSKEY_VERIFICATION'],
  'packed-eddsa': ['E_PASSKEY_VERIFICATION', 'E_PASSKEY_VERIFICATION'],
  'tpm-es256': ['E_PASSKEY_ATTESTATION', null],
  'android-key-es256': ['E_PASSKEY_ATTESTATION', 'E_PASSKEY_VERIFICATION'],
  'apple-es256': ['E_PASSKEY_VERIFICATION', 'E_PASSKEY_VERIFICATION'],
  'fido-u2f-es256': ['E_PASSKEY_VERIFICATION', 'E_PASSKEY_VERIFICATION'],
};

const found = readWebAuthnVectors();
const each = found === null ? describe.skip : describe;

each(`the vectors of WebAuthn Level 3${found === null ? ' (no SEALBRIDGE_FIXTURES)' : ''}`, () => {
  const { vectors, attestationRoot, prf } = found ?? { vectors: [], attestationRoot: '', prf: [] };
  const verifiable = vectors.filter(({ name }) => name !== 'packed-ed448');
  const attested = verifiable.filter(({ name }) => !REFUSED_BY_LIBRARY.includes(name));
  const named = (name: string): WebAuthnVector => {
    const vector = vectors.find((candidate) => candidate.name === name);
    if (vector === undefined) throw new Error('no such vector');
    return vector;
  };

  beforeAll(async () => {
    await ready();
    for (const identifier of FORMATS)
      SettingsService.setRootCertificates({ identifier, certificates: [attestationRoot] });
  });

  it('are all looked at', () => {
    expect(verifiable.map(({ name }) => name).sort()).toEqual(Object.keys(VERDICTS).sort());
    expect(vectors).toHaveLength(verifiable.length + 1);
  });

  it.each(attested)('the attestation of $name verifies', async (vector) => {
    const { credentialId, publicKey } = await register(vector);
    expect(credentialId).toEqual(vector.credentialId);
    expect(publicKey).toEqual(storedFrom(vector).publicKey);
  });

  it.each(REFUSED_BY_LIBRARY)('the attestation of %s is one that nobody takes', async (name) => {
    expect(await codeOf(register(named(name)))).toBe('E_PASSKEY_ATTESTATION');
  });

  it.each(verifiable)('the assertion of $name verifies', async (vector) => {
    expect(await assert(vector)).toEqual({ counter: 0, backedUp: backedUp(vector) !== 0 });
  });

  it.each(verifiable)('$name gets from the rules of this server what it deserves', async (vector) => {
    const [registration, assertion] = VERDICTS[vector.name] ?? [];
    expect(await codeOf(register(vector, {}, {}, PASSKEY_RULES))).toBe(registration);
    const begun = ceremonyOf(vector, 'authentication');
    const verify = verifyAssertion(assertionOf(vector), storedFrom(vector), begun, 'of anybody');
    expect(await codeOf(verify)).toBe(assertion);
  });

  it('Ed448 is an algorithm that nobody takes', async () => {
    const vector = named('packed-ed448');
    expect(await codeOf(register(vector, {}, {}, { ...PASSKEY_RULES, userVerification: false }))).toBe(
      'E_PASSKEY_ALGORITHM',
    );
  });

  const registrations: readonly [string, PasskeyErrorCode, (vector: WebAuthnVector) => Promise<unknown>][] = [
    ['answers another challenge', 'E_PASSKEY_CHALLENGE', (v) => register(v, {}, { challenge: OTHER })],
    ['is of another origin', 'E_PASSKEY_ORIGIN', (v) => register(v, {}, { origin: 'https://example.org:8443' })],
    [
      'is of an origin that only begins alike',
      'E_PASSKEY_ORIGIN',
      (v) => register(v, {}, { origin: 'https://example.or' }),
    ],
    ['is for another site', 'E_PASSKEY_RP', (v) => register(v, {}, { rpId: 'www.example.org' })],
    ['is an assertion', 'E_PASSKEY_TYPE', (v) => register(v, { clientDataJSON: v.authentication.clientDataJSON })],
    ['has client data that is no JSON', 'E_PASSKEY_FORMAT', (v) => register(v, { clientDataJSON: utf8('{') })],
    ['has client data that is no object', 'E_PASSKEY_FORMAT', (v) => register(v, { clientDataJSON: utf8('null') })],
    [
      'has client data that is no UTF-8',
      'E_PASSKEY_FORMAT',
      (v) => register(v, { clientDataJSON: Uint8Array.of(0xff) }),
    ],
    ['names another credential', 'E_PASSKEY_CREDENTIAL', (v) => register(v, { id: OTHER })],
    ['names no credential', 'E_PASSKEY_CREDENTIAL', (v) => register(v, { id: new Uint8Array() })],
    [
      'was cut off',
      'E_PASSKEY_FORMAT',
      (v) => register(v, { attestationObject: v.registration.attestationObject.slice(0, -1) }),
    ],
    ['has a site hash with one other bit', 'E_PASSKEY_RP', (v) => register(v, inAuthData(v, 0, 0x01))],
    ['was made with nobody there', 'E_PASSKEY_PRESENCE', (v) => register(v, inAuthData(v, 32, 0x01))],
    ['is of an algorithm not asked for', 'E_PASSKEY_ALGORITHM', (v) => register(v, {}, {}, { ...ALL, algorithms: [] })],
    [
      'has an attestation not asked for',
      'E_PASSKEY_ATTESTATION',
      (v) => register(v, {}, {}, { ...ALL, attestations: [] }),
    ],
  ];

  describe.each(registrations)('a registration that %s', (_what, code, attempt) => {
    it.each(verifiable)(`is refused as ${code}: $name`, async (vector) => {
      expect(await codeOf(attempt(vector))).toBe(code);
    });
  });

  it.each(verifiable.filter(({ name }) => !name.startsWith('none')))(
    'an attestation over other client data is refused: $name',
    async (vector) => {
      const clientDataJSON = concat(vector.registration.clientDataJSON, utf8(' '));
      expect(await codeOf(register(vector, { clientDataJSON }))).toBe('E_PASSKEY_ATTESTATION');
    },
  );

  const assertions: readonly [string, PasskeyErrorCode, (vector: WebAuthnVector) => Promise<unknown>][] = [
    ['answers another challenge', 'E_PASSKEY_CHALLENGE', (v) => assert(v, {}, {}, { challenge: OTHER })],
    ['is of another origin', 'E_PASSKEY_ORIGIN', (v) => assert(v, {}, {}, { origin: 'http://example.org' })],
    ['is for another site', 'E_PASSKEY_RP', (v) => assert(v, {}, {}, { rpId: 'org' })],
    ['is a registration', 'E_PASSKEY_TYPE', (v) => assert(v, { clientDataJSON: v.registration.clientDataJSON })],
    [
      'has client data written otherwise',
      'E_PASSKEY_SIGNATURE',
      (v) => assert(v, { clientDataJSON: concat(v.authentication.clientDataJSON, utf8(' ')) }),
    ],
    ['has a site hash with one other bit', 'E_PASSKEY_RP', (v) => assert(v, inAssertion(v, 0, 0x80))],
    ['was made with nobody there', 'E_PASSKEY_PRESENCE', (v) => assert(v, inAssertion(v, 32, 0x01))],
    [
      'says otherwise whether the person was verified',
      'E_PASSKEY_SIGNATURE',
      (v) => assert(v, inAssertion(v, 32, 0x04)),
    ],
    [
      'says otherwise whether it can be copied',
      'E_PASSKEY_BACKUP',
      (v) => assert(v, inAssertion(v, 32, 0x08 | backedUp(v))),
    ],
    ['has another counter', 'E_PASSKEY_SIGNATURE', (v) => assert(v, inAssertion(v, 36, 0x01))],
    [
      'is too short',
      'E_PASSKEY_FORMAT',
      (v) => assert(v, { authenticatorData: v.authentication.authenticatorData.slice(0, 36) }),
    ],
    [
      'has bytes after its end',
      'E_PASSKEY_SIGNATURE',
      (v) => assert(v, { authenticatorData: concat(v.authentication.authenticatorData, Uint8Array.of(0)) }),
    ],
    [
      'has a signature with one other bit',
      'E_PASSKEY_SIGNATURE',
      (v) => assert(v, { signature: flip(v.authentication.signature, 20, 0x01) }),
    ],
    ['has no signature', 'E_PASSKEY_SIGNATURE', (v) => assert(v, { signature: new Uint8Array() })],
    ['has a signature longer than any', 'E_PASSKEY_FORMAT', (v) => assert(v, { signature: new Uint8Array(513) })],
    ['is by another passkey', 'E_PASSKEY_CREDENTIAL', (v) => assert(v, { id: OTHER })],
    [
      'has a credential id over 1023 bytes',
      'E_PASSKEY_CREDENTIAL',
      (v) => assert(v, { id: new Uint8Array(1024) }, { credentialId: new Uint8Array(1024) }),
    ],
    ['is of another user', 'E_PASSKEY_USER', (v) => assert(v, { userHandle: OTHER })],
    ['does not say of whom', 'E_PASSKEY_USER', (v) => assert(v, { userHandle: null })],
    ['has gone back behind the counter', 'E_PASSKEY_COUNTER', (v) => assert(v, {}, { counter: 1 })],
  ];

  describe.each(assertions)('an assertion that %s', (_what, code, attempt) => {
    it.each(verifiable)(`is refused as ${code}: $name`, async (vector) => {
      expect(await codeOf(attempt(vector))).toBe(code);
    });
  });

  it.each(verifiable)('the assertion of $name is not that of any other key', async (vector) => {
    const other = verifiable.find(({ name }) => name !== vector.name);
    if (other === undefined) throw new Error('one vector alone');
    const { publicKey } = storedFrom(other);
    expect(await codeOf(assert(vector, {}, { publicKey }))).toBe('E_PASSKEY_SIGNATURE');
  });

  it('the longest credential id there may be is taken, one byte more is not', async () => {
    const vector = named('none-es256-long-credential-id');
    expect(vector.credentialId).toHaveLength(1023);
    const longer = withLongerId(vector);
    expect(await codeOf(register(vector, longer))).toBe('E_PASSKEY_CREDENTIAL');
  });

  it('a device that is known need not be named again, and another still may not stand in for it', async () => {
    for (const vector of verifiable) {
      expect(await codeOf(assert(vector, { userHandle: null }, {}, {}, 'of a known device'))).toBeNull();
      expect(await codeOf(assert(vector, { userHandle: OTHER }, {}, {}, 'of a known device'))).toBe('E_PASSKEY_USER');
    }
  });

  it('results of the PRF extension are what the vault derives them to be', () => {
    const value = (name: string): Uint8Array => fromHex(prf.find((entry) => entry.name === name)?.value ?? '');
    const salt = sha256(concat(utf8('WebAuthn PRF'), Uint8Array.of(0), value('prf_eval_first')));
    expect(toHex(salt)).toBe(toHex(value('salt1')));
    expect(toHex(hmacSha256(value('authenticator_cred_random'), salt))).toBe(toHex(value('prf_results_first')));
  });
});

function ceremonyOf(vector: WebAuthnVector, which: 'registration' | 'authentication'): Ceremony {
  return { challenge: vector[which].challenge, ...VECTOR_SITE };
}

function register(
  vector: WebAuthnVector,
  change: Partial<PasskeyAttestation> = {},
  ceremony: Partial<Ceremony> = {},
  rules: PasskeyRules = ALL,
) {
  const { clientDataJSON, attestationObject } = vector.registration;
  const attestation = { id: vector.credentialId, clientDataJSON, attestationObject, ...change };
  return verifyRegistration(attestation, { ...ceremonyOf(vector, 'registration'), ...ceremony }, rules);
}

/** The passkey as it lies in the attestation, whether or not that is taken. */
function storedFrom({ credentialId, registration }: WebAuthnVector): StoredPasskey {
  const authData = decodeAttestationObject(new Uint8Array(registration.attestationObject)).get('authData');
  const { credentialPublicKey, flags } = parseAuthenticatorData(authData);
  if (credentialPublicKey === undefined) throw new Error('no public key');
  return {
    credentialId,
    publicKey: credentialPublicKey,
    counter: 0,
    backupEligible: flags.be,
    userHandle: USER_HANDLE,
  };
}

function assertionOf({ credentialId, authentication }: WebAuthnVector): PasskeyAssertion {
  const { clientDataJSON, authenticatorData, signature } = authentication;
  return { id: credentialId, clientDataJSON, authenticatorData, signature, userHandle: USER_HANDLE };
}

function assert(
  vector: WebAuthnVector,
  change: Partial<PasskeyAssertion> = {},
  stored: Partial<StoredPasskey> = {},
  ceremony: Partial<Ceremony> = {},
  asked: 'of anybody' | 'of a known device' = 'of anybody',
) {
  const known = { ...storedFrom(vector), ...stored };
  const begun = { ...ceremonyOf(vector, 'authentication'), ...ceremony };
  return verifyAssertion({ ...assertionOf(vector), ...change }, known, begun, asked, ALL);
}

function flip(bytes: Uint8Array, place: number, bits: number): Uint8Array {
  return bytes.map((byte, index) => (index === place ? byte ^ bits : byte));
}

function inAssertion({ authentication }: WebAuthnVector, place: number, bits: number) {
  return { authenticatorData: flip(authentication.authenticatorData, place, bits) };
}

/** The authenticator data stand inside the attestation object as they are. */
function authDataStart({ registration }: WebAuthnVector): number {
  const start = Buffer.from(registration.attestationObject).lastIndexOf(Buffer.from(sha256(utf8(VECTOR_SITE.rpId))));
  if (start < 0) throw new Error('no authenticator data');
  return start;
}

function inAuthData(vector: WebAuthnVector, place: number, bits: number) {
  return { attestationObject: flip(vector.registration.attestationObject, authDataStart(vector) + place, bits) };
}

/** A passkey that cannot be copied cannot have been: the bit goes with the other. */
function backedUp({ authentication }: WebAuthnVector): number {
  return (authentication.authenticatorData[32] ?? 0) & 0x10;
}

/** The same attestation with a credential id of one byte more, all lengths written accordingly. */
function withLongerId(vector: WebAuthnVector): Partial<PasskeyAttestation> {
  const start = authDataStart(vector);
  const bytes = vector.registration.attestationObject;
  const idStart = start + 55;
  const longer = concat(bytes.slice(0, idStart), Uint8Array.of(0), bytes.slice(idStart));
  const view = new DataView(longer.buffer);
  view.setUint16(start - 2, view.getUint16(start - 2) + 1);
  view.setUint16(start + 53, 1024);
  return { attestationObject: longer, id: concat(Uint8Array.of(0), vector.credentialId) };
}

async function codeOf(attempt: Promise<unknown>): Promise<PasskeyErrorCode | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    if (error instanceof PasskeyError) return error.code;
    throw error;
  }
}

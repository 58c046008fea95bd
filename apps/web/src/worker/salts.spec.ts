import {
  addPasskeyUnlocker,
  makeDeviceKeys,
  makeVault,
  openVault,
  type OpenVault,
  sealVault,
} from '@sealbridge/keyring';
import { randomBytes, ready, toBase64Url } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { ROTATE_AFTER_MS, rotatedVault, saltsOf } from './salts.js';

const NOW = 1_790_000_000_000;
const credentialId = Uint8Array.of(1, 2, 3);
let credential: string;

let vault: OpenVault;
let outputs: { current: Uint8Array; next: Uint8Array };

const given = () => ({ current: outputs.current.slice(), next: outputs.next.slice() });

beforeAll(() => ready());
beforeEach(() => {
  credential = toBase64Url(credentialId);
  const id = () => idFromBytes(randomBytes(16));
  const pins = {
    server: 'http://localhost:3000',
    orgHandle: 'harbour',
    unit: id(),
    unitHandle: 'harbour',
    roles: ['analyst'],
    genesis: randomBytes(32),
    policyText: 'policy',
    origin: 'log',
  };
  outputs = { current: randomBytes(32), next: randomBytes(32) };
  const made = makeVault({ keys: makeDeviceKeys({ org: id(), member: id() }), pins } as never);
  const passkey = { credentialId, rpId: 'localhost', prfSalt: randomBytes(32), prfOutput: outputs.current.slice() };
  vault = addPasskeyUnlocker(made, passkey);
});

describe('the salt of a passkey', () => {
  it('gives way to the next at the first use, and the output of the old one opens nothing sealed after', () => {
    const before = saltsOf(sealVault(vault).bytes);
    const rotated = rotatedVault(vault, credential, given(), { rotated: {}, now: NOW });
    if (rotated === null) throw new Error('not rotated');
    const { bytes } = sealVault(rotated);
    const [after] = saltsOf(bytes);
    expect(after?.salt).toEqual(before[0]?.next);
    expect(after?.next).not.toEqual(before[0]?.next);
    const by = (prfOutput: Uint8Array) => () => openVault(bytes, { kind: 'passkey', credentialId, prfOutput });
    expect(by(outputs.current.slice())).toThrow('does not open');
    expect(by(outputs.next.slice())().keys.device).toBe(vault.keys.device);
  });

  it.each<[string, () => Record<string, number>, boolean]>([
    ['stays within a day of the last time', () => ({ [credential]: NOW - ROTATE_AFTER_MS + 1 }), false],
    ['gives way after a day', () => ({ [credential]: NOW - ROTATE_AFTER_MS }), true],
    ['gives way when the clock went back', () => ({ [credential]: NOW + 1 }), true],
    ['gives way whatever became of another passkey', () => ({ other: NOW }), true],
  ])('%s', (_name, last, expected) => {
    const rotated = last();
    expect(rotatedVault(vault, credential, given(), { rotated, now: NOW }) !== null).toBe(expected);
  });

  it('stays where the authenticator gave one output, and where the passkey opens nothing', () => {
    const at = { rotated: {}, now: NOW };
    expect(rotatedVault(vault, credential, { ...given(), next: null }, at)).toBeNull();
    expect(rotatedVault(vault, toBase64Url(Uint8Array.of(9)), given(), at)).toBeNull();
  });

  it('does not give way to what another vault was opened with', () => {
    const wrong = { current: randomBytes(32), next: randomBytes(32) };
    expect(() => rotatedVault(vault, credential, wrong, { rotated: {}, now: NOW })).toThrow('does not open');
    expect([...wrong.current, ...wrong.next].every((byte) => byte === 0)).toBe(true);
  });
});

import fc from 'fast-check';
import { verifyJoinProof } from '@sealbridge/directory';
import { ready, toHex } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import { fromCrockford, readTyped, toCrockford } from './crockford.js';
import {
  makeLinkOffer,
  makeLinkProof,
  makeLinkRequest,
  makeNewDevice,
  openLinkOffer,
  openLinkProof,
  openLinkRequest,
} from './device-link.js';
import { KeyringError } from './keyring-error.js';
import { deriveLink, makeLinkCode, readLinkCode, type LinkMessage } from './link-code.js';
import type { Pins } from './pins.js';

const id = (fill: number): ReturnType<typeof idFromBytes> => idFromBytes(new Uint8Array(16).fill(fill));
const PINS: Pins = {
  server: 'http://localhost:4000',
  orgHandle: 'northgate',
  unit: id(3),
  unitHandle: 'northgate',
  roles: ['analyst'],
  genesis: new Uint8Array(32).fill(4),
  policyText: 'log demo.invalid/1\n',
  origin: 'demo.invalid/1',
};
const OWNER = { org: id(1), member: id(2), pins: PINS };

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (error instanceof KeyringError) return error.code;
    throw error;
  }
}

describe('the code of a link', () => {
  beforeAll(ready);

  it('has four groups of four characters and is new each time', () => {
    const codes = Array.from({ length: 50 }, makeLinkCode);
    expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(code))).toBe(true);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('is the same however it is typed', () => {
    expect(readLinkCode(' abcd efgh-jkmn0q r1 ')).toBe('ABCD-EFGH-JKMN-0QR1');
    expect(readLinkCode('ABCD-EFGH-JKMN-OQRl')).toBe('ABCD-EFGH-JKMN-0QR1');
    const [a, b] = [deriveLink('abcd efgh jkmn oqri'), deriveLink('ABCD-EFGH-JKMN-0QR1')];
    expect(a).toEqual(b);
    expect(toHex(a.lookup)).not.toBe(toHex(a.macKey));
  });

  it.each(['', 'ABCD-EFGH-JKMN-PQR', 'ABCD-EFGH-JKMN-PQRST', 'ABCD-EFGH-JKMN-PQRU', 'ABCD-EFGH-JKMN-PQR\u0660'])(
    'is not %j',
    (text) => {
      expect(codeOf(() => readLinkCode(text))).toBe('E_LINK_CODE');
    },
  );

  it('is written in characters that read back, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => {
        expect(fromCrockford(readTyped(toCrockford(bytes).toLowerCase()), bytes.length)).toEqual(bytes);
      }),
    );
    // One byte takes ten bits; the two that are over have to be zero.
    expect([fromCrockford('ZW', 1), fromCrockford('ZX', 1), fromCrockford('Z', 1)]).toEqual([
      Uint8Array.of(255),
      null,
      null,
    ]);
  });
});

describe('a link between two devices', () => {
  let macKey: Uint8Array;
  let otherKey: Uint8Array;
  beforeAll(async () => {
    await ready();
    macKey = deriveLink(makeLinkCode()).macKey;
    otherKey = deriveLink(makeLinkCode()).macKey;
  });

  it('gives the new device its owner and what the owner relies on, and the old one a proof for the directory', () => {
    const device = makeNewDevice();
    const request = makeLinkRequest(macKey, device);
    const seen = openLinkRequest(macKey, request);
    expect(seen).toMatchObject({ device: device.device, signPublicKey: device.sign.publicKey });
    const offer = makeLinkOffer(macKey, request, OWNER);
    const { keys, pins, proof } = makeLinkProof(macKey, device, request, offer);
    expect({ keys, pins }).toEqual({ keys: { kind: 'device', org: id(1), member: id(2), ...device }, pins: PINS });
    const signature = openLinkProof(macKey, request, offer, proof);
    expect(verifyJoinProof({ ...seen, org: id(1), member: id(2), invitation: seen.link }, signature)).toBe(true);
  });

  it('is refused when a message comes from who has another code', () => {
    const device = makeNewDevice();
    const request = makeLinkRequest(macKey, device);
    const forged = makeLinkRequest(otherKey, makeNewDevice());
    expect(codeOf(() => openLinkRequest(macKey, forged))).toBe('E_LINK_MAC');
    expect(codeOf(() => openLinkRequest(macKey, { ...forged, mac: request.mac }))).toBe('E_LINK_MAC');
    const offer = makeLinkOffer(otherKey, makeLinkRequest(otherKey, device), OWNER);
    expect(codeOf(() => openLinkOffer(macKey, request, offer))).toBe('E_LINK_MAC');
  });

  it('is refused when a message is put in the place of another part', () => {
    const device = makeNewDevice();
    const request = makeLinkRequest(macKey, device);
    const offer = makeLinkOffer(macKey, request, OWNER);
    expect(codeOf(() => openLinkRequest(macKey, offer))).toBe('E_LINK_MAC');
    expect(codeOf(() => openLinkProof(macKey, request, offer, offer))).toBe('E_LINK_MAC');
  });

  it('is refused when a message answers another one', () => {
    const device = makeNewDevice();
    const [first, second] = [makeLinkRequest(macKey, device), makeLinkRequest(macKey, device)];
    const offer = makeLinkOffer(macKey, first, OWNER);
    expect(codeOf(() => openLinkOffer(macKey, second, offer))).toBe('E_LINK_OTHER');
    const { proof } = makeLinkProof(macKey, device, first, offer);
    const other = makeLinkOffer(macKey, first, { ...OWNER, member: id(9) });
    expect(codeOf(() => openLinkProof(macKey, first, other, proof))).toBe('E_LINK_OTHER');
  });

  it('is refused when the proof is not of the key in the request', () => {
    const [device, other] = [makeNewDevice(), makeNewDevice()];
    const request = makeLinkRequest(macKey, device);
    const offer = makeLinkOffer(macKey, request, OWNER);
    const { proof } = makeLinkProof(macKey, { ...device, sign: other.sign }, request, offer);
    expect(codeOf(() => openLinkProof(macKey, request, offer, proof))).toBe('E_LINK_PROOF');
  });

  it('is refused when any bit of a message is flipped', () => {
    const request = makeLinkRequest(macKey, makeNewDevice());
    const at = (message: LinkMessage, bit: number): LinkMessage => ({
      ...message,
      bytes: message.bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
    });
    for (let bit = 0; bit < request.bytes.length * 8; bit += 11) {
      expect(codeOf(() => openLinkRequest(macKey, at(request, bit)))).toBe('E_LINK_MAC');
    }
  });
});

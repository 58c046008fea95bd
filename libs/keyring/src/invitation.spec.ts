import { ready, toHex } from '@sealbridge/sodium';
import {
  codeProof,
  invitationToken,
  joinMac,
  makeInvitation,
  readCode,
  requireJoinMac,
  showCode,
} from './invitation.js';
import { parseInvitationLink, writeInvitationLink } from './invitation-link.js';
import { KeyringError } from './keyring-error.js';

describe('the secrets of an invitation', () => {
  beforeAll(ready);

  it('are new each time, and the code has eight digits', () => {
    const made = Array.from({ length: 50 }, makeInvitation);
    expect(new Set(made.map(({ invitation }) => invitation)).size).toBe(made.length);
    expect(new Set(made.map(({ secret }) => toHex(secret))).size).toBe(made.length);
    expect(made.every(({ code }) => /^[0-9]{8}$/.test(code))).toBe(true);
    // Two equal ones among 50 come about once in 80,000 runs.
    expect(new Set(made.map(({ code }) => code)).size).toBe(made.length);
  });

  it('are spoken in two groups and understood as typed', () => {
    expect(showCode('04210035')).toBe('0421 0035');
    expect(readCode(showCode('04210035'))).toBe('04210035');
  });

  it('give the server values that tell neither each other nor the key of the mac', () => {
    const { secret, code } = makeInvitation();
    const join = new Uint8Array(8);
    const values = [invitationToken(secret), codeProof(secret, code), joinMac(secret, code, join)].map(toHex);
    expect(new Set([...values, toHex(secret)]).size).toBe(4);
  });

  it('show that JOIN comes from whoever knows both', () => {
    const { secret, code } = makeInvitation();
    const join = Uint8Array.of(1, 2, 3);
    const mac = joinMac(secret, code, join);
    expect(() => requireJoinMac(secret, code, join, mac)).not.toThrow();
    const others = [
      makeInvitation(),
      { secret, code: code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}` },
    ];
    for (const other of others) {
      expect(() => requireJoinMac(other.secret, other.code, join, mac)).toThrow(KeyringError);
    }
    expect(() => requireJoinMac(secret, code, Uint8Array.of(1, 2, 4), mac)).toThrow(KeyringError);
  });

  it('travel in a link that is read again as it was written', () => {
    const { invitation, secret } = makeInvitation();
    const pins = { genesis: new Uint8Array(32).fill(3), policySha256: new Uint8Array(32).fill(4) };
    const link = { server: 'http://localhost:4000', invitation, secret, ...pins };
    const text = writeInvitationLink(link);
    expect(text.split('#')[0]).toBe('http://localhost:4000/join');
    expect(parseInvitationLink(text)).toEqual(link);
  });
});

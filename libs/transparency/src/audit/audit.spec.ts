import fc from 'fast-check';
import { equal, makeSigningKeyPair, randomBytes, ready } from '@sealbridge/sodium';
import { legalClassOf } from './actions.js';
import { commitBytes, commitText } from './commitment.js';
import { decodeAuditPayload } from './decode-payload.js';
import { encodeAuditPayload } from './encode-payload.js';
import {
  agreementEntry,
  agreementRecordHashOf,
  AUDIT_ENTRY_BYTES,
  auditEntry,
  coverEntry,
  coversNeeded,
  directoryEntry,
  directoryLeafOf,
  grantSetEntry,
  grantSetHashOf,
  policyEntry,
  rulesHashOf,
} from './entry.js';
import { makeNodeCertificate, signPayload, verifyNodeCertificate, verifyPayloadSignature } from './node.js';
import { MAX_REASONS, type AuditPayload } from './payload.js';
import { isDue, makeReceipt, verifyReceipt } from './receipt.js';

beforeAll(ready);

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const code = fc.stringMatching(/^[a-z][a-z_]{0,20}$/);
const text = fc.string({ maxLength: 60 });

const payloads: fc.Arbitrary<AuditPayload> = fc.record({
  eventId: bytes(16),
  timestamp: fc.nat(),
  nodeId: code,
  bootId: bytes(16),
  nodeSeq: fc.maxSafeNat(),
  actor: maybe(fc.record({ org: bytes(16), unit: maybe(bytes(16)), member: bytes(16), device: bytes(16) })),
  sessionHash: maybe(bytes(32)),
  auth: maybe(fc.record({ assurance: fc.nat(3), credential: text, stepUpAge: maybe(fc.nat()) })),
  action: fc.constant('report.open'),
  legalClass: fc.constant('disclosure' as const),
  object: maybe(fc.record({ type: code, id: text, version: maybe(fc.nat()), hash: maybe(bytes(32)) })),
  purpose: maybe(fc.record({ code, caseRefCommit: maybe(bytes(32)), justificationCommit: maybe(bytes(32)) })),
  decision: fc.record({
    effect: fc.constantFrom('ALLOW' as const, 'DENY' as const, 'ERROR' as const),
    reasons: fc.array(code, { maxLength: MAX_REASONS }),
    policyHash: bytes(32),
    attrsHash: bytes(32),
  }),
  query: maybe(
    fc.record({
      operation: text,
      documentHash: maybe(bytes(32)),
      variablesCommit: maybe(bytes(32)),
      resultBucket: maybe(code),
    }),
  ),
  requestId: bytes(16),
  idempotencyHash: maybe(bytes(32)),
  client: maybe(fc.record({ build: text, addressPrefix: code })),
  deviceRequest: maybe(fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 99 }), signature: bytes(64) })),
  nodeReport: fc.constant(null),
});

describe('payloads', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const written = encodeAuditPayload(payload);
        expect(equal(encodeAuditPayload(decodeAuditPayload(written)), written)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('are never written in a form that a reader would refuse', () => {
    const [payload] = fc.sample(payloads, 1);
    if (payload === undefined) throw new Error('no sample');
    const wrong: Partial<AuditPayload>[] = [
      { eventId: randomBytes(15) },
      { nodeSeq: -1 },
      { legalClass: 'erasure' },
      { nodeReport: { through: 3, burned: [] } },
      { nodeId: '' },
      { action: 'Report Open' },
      { decision: { ...payload.decision, reasons: Array.from({ length: MAX_REASONS + 1 }, () => 'x') } },
      { deviceRequest: { bytes: new Uint8Array(5_000), signature: randomBytes(64) } },
    ];
    for (const change of wrong) expect(() => encodeAuditPayload({ ...payload, ...change })).toThrow();
  });

  it('are refused when the bytes are noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => decodeAuditPayload(noise)).toThrow('malformed');
      }),
      { numRuns: 500 },
    );
  });
});

describe('entries', () => {
  it('of audits and covers look alike and are not the same', () => {
    const salt = randomBytes(16);
    expect(auditEntry(salt, new Uint8Array(0))).toHaveLength(AUDIT_ENTRY_BYTES);
    expect(coverEntry(salt)).toHaveLength(AUDIT_ENTRY_BYTES);
    expect(equal(auditEntry(salt, new Uint8Array(0)), coverEntry(salt))).toBe(false);
    expect(() => auditEntry(randomBytes(15), salt)).toThrow(RangeError);
    expect(() => coverEntry(randomBytes(17))).toThrow(RangeError);
  });

  it('of directory and grant sets give back what they hold', () => {
    const leaf = randomBytes(90);
    const hash = randomBytes(32);
    expect(directoryLeafOf(directoryEntry(leaf))).toEqual(leaf);
    expect(grantSetHashOf(grantSetEntry(hash))).toEqual(hash);
    expect(directoryLeafOf(grantSetEntry(hash))).toBeNull();
    expect(grantSetHashOf(directoryEntry(hash))).toBeNull();
    expect(directoryLeafOf(directoryEntry(hash).slice(0, 32))).toBeNull();
    expect(() => grantSetEntry(leaf)).toThrow(RangeError);
  });

  it('of agreements give back their hash, and are never those of grant sets', () => {
    const hash = randomBytes(32);
    expect(agreementRecordHashOf(agreementEntry(hash))).toEqual(hash);
    expect(agreementRecordHashOf(agreementEntry(hash).slice(0, 34))).toBeNull();
    expect(agreementRecordHashOf(grantSetEntry(hash))).toBeNull();
    expect(grantSetHashOf(agreementEntry(hash))).toBeNull();
    expect(directoryLeafOf(agreementEntry(hash))).toBeNull();
    expect(() => agreementEntry(randomBytes(31))).toThrow(RangeError);
  });

  it('of the policy give back their hash, and are never those of agreements', () => {
    const hash = randomBytes(32);
    expect(rulesHashOf(policyEntry(hash))).toEqual(hash);
    expect(rulesHashOf(policyEntry(hash).slice(0, 34))).toBeNull();
    expect(rulesHashOf(agreementEntry(hash))).toBeNull();
    expect(agreementRecordHashOf(policyEntry(hash))).toBeNull();
    expect(directoryLeafOf(policyEntry(hash))).toBeNull();
    expect(() => policyEntry(randomBytes(31))).toThrow(RangeError);
  });

  it('are filled with covers to a multiple of sixteen', () => {
    expect([0, 1, 15, 16, 17, 32].map(coversNeeded)).toEqual([0, 15, 1, 0, 15, 0]);
  });
});

describe('commitments', () => {
  it('are to the normalised text, under their own salt and kind', () => {
    const salt = randomBytes(16);
    expect(commitText(salt, 'e\u0301')).toEqual(commitText(salt, '\u00e9'));
    expect(equal(commitText(salt, 'a'), commitText(randomBytes(16), 'a'))).toBe(false);
    expect(equal(commitText(salt, 'a'), commitBytes(salt, Uint8Array.of(0x61)))).toBe(false);
    expect(() => commitText(randomBytes(8), 'a')).toThrow(RangeError);
  });
});

describe('what nodes sign', () => {
  it('binds a payload to its place among those of its node', () => {
    const node = makeSigningKeyPair();
    const payload = randomBytes(50);
    const position = { bootId: randomBytes(16), nodeSeq: 7 };
    const signature = signPayload(payload, position, node.privateKey);
    expect(verifyPayloadSignature(payload, position, signature, node.publicKey)).toBe(true);
    expect(verifyPayloadSignature(payload, { ...position, nodeSeq: 8 }, signature, node.publicKey)).toBe(false);
    expect(verifyPayloadSignature(payload, { ...position, bootId: randomBytes(16) }, signature, node.publicKey)).toBe(
      false,
    );
    expect(verifyPayloadSignature(randomBytes(50), position, signature, node.publicKey)).toBe(false);
  });

  it('is vouched for by the log, and promises inclusion in time', () => {
    const [log, node] = [makeSigningKeyPair(), makeSigningKeyPair()];
    const certificate = { nodeId: 'a', publicKey: node.publicKey, origin: 'log.example/a', notBefore: 5 };
    const certified = makeNodeCertificate(certificate, log.privateKey);
    expect(verifyNodeCertificate(certified, log.publicKey)).toEqual(certificate);
    expect(() => verifyNodeCertificate(certified, node.publicKey)).toThrow('does not verify');
    const receipt = {
      origin: 'log.example/a',
      eventId: randomBytes(16),
      leafHash: randomBytes(32),
      nodeTime: 9_000_000,
      maxDelay: 60,
    };
    const signed = makeReceipt(receipt, node.privateKey);
    expect(verifyReceipt(signed, node.publicKey)).toEqual(receipt);
    expect(() => verifyReceipt(signed.slice(1), node.publicKey)).toThrow('malformed');
    expect([isDue(receipt, 69), isDue(receipt, 70)]).toEqual([false, true]);
  });
});

describe('actions', () => {
  it('have a legal class when known, and only their own names are known', () => {
    expect(legalClassOf('report.open')).toBe('disclosure');
    expect(legalClassOf('toString')).toBeNull();
  });
});

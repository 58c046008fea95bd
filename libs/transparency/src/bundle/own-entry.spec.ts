import { randomBytes, ready } from '@sealbridge/sodium';
import { makeLogFixture } from '../../../../test/support/log-fixture.js';
import { decodeAuditPayload } from '../audit/decode-payload.js';
import type { DeviceRequest } from '../audit/payload.js';
import { leafHash } from '../merkle/hash.js';
import type { BundleLine } from './line.js';
import { requireReportLogged, requireRequestLogged, type ShownEntry } from './own-entry.js';

beforeAll(ready);

function shownOf({ payload, salt, entry }: BundleLine): ShownEntry {
  if (payload === null || salt === null) throw new Error('not an audit entry');
  return { payload, salt, leafHash: leafHash(entry) };
}

function requestOf({ payload }: ShownEntry): DeviceRequest {
  const { deviceRequest } = decodeAuditPayload(payload);
  if (deviceRequest === null) throw new Error('no request');
  return deviceRequest;
}

describe('the entry that an answer promises', () => {
  it('is accepted when it records the request', () => {
    const shown = shownOf(makeLogFixture().open());
    expect(() => {
      requireRequestLogged(shown, 'report.open', requestOf(shown));
    }).not.toThrow();
  });

  it.each<[string, (shown: ShownEntry, other: ShownEntry) => ShownEntry, string]>([
    ['another leaf is promised', (shown, other) => ({ ...shown, leafHash: other.leafHash }), 'E_ENTRY'],
    ['payload and salt are of another entry', (shown, other) => ({ ...other, leafHash: shown.leafHash }), 'E_ENTRY'],
    ['the salt is cut', (shown) => ({ ...shown, salt: shown.salt.subarray(1) }), 'E_ENTRY'],
    ['it records another request', (_shown, other) => other, 'E_REQUEST'],
    ['it records no request at all', () => shownOf(makeLogFixture().audit()), 'E_REQUEST'],
  ])('is refused when %s', (_name, change, code) => {
    const shown = shownOf(makeLogFixture().open());
    const changed = change(shown, shownOf(makeLogFixture().open()));
    expect(thrownBy(() => requireRequestLogged(changed, 'report.open', requestOf(shown)))).toBe(code);
  });

  it('is refused when it records a refusal, another act or another signature', () => {
    const shown = shownOf(makeLogFixture().open());
    const { decision } = decodeAuditPayload(shown.payload);
    const denied = shownOf(makeLogFixture().open({ decision: { ...decision, effect: 'DENY' } }));
    expect(thrownBy(() => requireRequestLogged(denied, 'report.open', requestOf(denied)))).toBe('E_REQUEST');
    expect(thrownBy(() => requireRequestLogged(shown, 'audit.export', requestOf(shown)))).toBe('E_REQUEST');
    const forged = { ...requestOf(shown), signature: randomBytes(64) };
    expect(thrownBy(() => requireRequestLogged(shown, 'report.open', forged))).toBe('E_REQUEST');
  });
});

describe('the entry that a submission promises', () => {
  const object = {
    type: 'report',
    id: '00112233-4455-6677-8899-aabbccddeeff',
    version: 1,
    hash: new Uint8Array(32) as Uint8Array,
  };
  const submitted = (changes = {}): ShownEntry =>
    shownOf(makeLogFixture().audit({ action: 'report.submit', legalClass: 'collection', object, ...changes }));

  it('is accepted when it records this version of the report, and refused when it records anything else', () => {
    const shown = submitted();
    const codeOf = (entry: ShownEntry, report = object): unknown => thrownBy(() => requireReportLogged(entry, report));
    expect(codeOf(shown)).toBeNull();
    expect(codeOf(shown, { ...object, version: 2 })).toBe('E_REQUEST');
    expect(codeOf(shown, { ...object, hash: randomBytes(32) })).toBe('E_REQUEST');
    expect(codeOf(shown, { ...object, id: 'ffeeddcc-bbaa-9988-7766-554433221100' })).toBe('E_REQUEST');
    expect(codeOf(submitted({ action: 'report.read', legalClass: 'consultation' }))).toBe('E_REQUEST');
    expect(codeOf(shownOf(makeLogFixture().audit()))).toBe('E_REQUEST');
    expect(codeOf({ ...shown, leafHash: randomBytes(32) })).toBe('E_ENTRY');
  });
});

function thrownBy(run: () => void): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
}

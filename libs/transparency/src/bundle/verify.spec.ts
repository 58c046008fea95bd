import { encode } from '@sealbridge/cbor';
import { randomBytes, ready, utf8 } from '@sealbridge/sodium';
import { BUNDLE_FILES, bundleTilePath, parseManifest, writeManifest } from './manifest.js';
import { decodeAuditPayload } from '../audit/decode-payload.js';
import { parsePolicy } from '../checkpoint/policy.js';
import { makeNoteSigner, verifierOf, writeVerifierKey } from '../note/keys.js';
import type { BundleLine } from './line.js';
import { STEP_NAMES, verdictOf, type Step } from './step.js';
import { verifyBundle, type BundleOptions } from './verify.js';
import {
  bundleOf,
  makeLogFixture,
  ORIGIN,
  tileFiles,
  writeLines,
  type LogFixture,
} from '../../../../test/support/log-fixture.js';

type Files = Map<string, Uint8Array>;

/** Every kind of entry, a burned number, two reports, more than one full tile. */
function makeWorld(count = 300): LogFixture {
  const log = makeLogFixture();
  log.audit({ action: 'node.start', legalClass: 'operation' });
  log.directoryEvent();
  log.grantSet();
  log.open();
  const burned = log.burn();
  log.audit();
  log.heartbeat(3, [burned]);
  log.agreement();
  log.rulesRecord();
  while (log.lines.length < count - 1) log.audit();
  log.cover();
  return log;
}

async function verify(log: LogFixture, files: Files, options: Partial<BundleOptions> = {}): Promise<Step[]> {
  const steps: Step[] = [];
  for await (const step of verifyBundle(bundleOf(files), { policy: log.policy, devices: log.devices, ...options })) {
    steps.push(step);
  }
  return steps;
}

async function failures(log: LogFixture, files: Files, options: Partial<BundleOptions> = {}): Promise<unknown[]> {
  const steps = await verify(log, files, options);
  expect(steps.map((step) => step.name)).toEqual(STEP_NAMES);
  const failed = steps.filter((step) => step.outcome === 'fail');
  expect(verdictOf(steps).ok).toBe(failed.length === 0);
  return failed.map((step) => [step.name, step.code, step.index]);
}

function withLines(files: Files, lines: readonly BundleLine[]): Files {
  return new Map(files).set(BUNDLE_FILES.entries, writeLines(lines.map((line, index) => ({ ...line, index }))));
}

function replaceAt(log: LogFixture, index: number, change: (line: BundleLine) => Partial<BundleLine>): BundleLine[] {
  return log.lines.map((line) => (line.index === index ? { ...line, ...change(line) } : line));
}

function flipped(bytes: Uint8Array | null | undefined, at = 0): Uint8Array {
  const copy = Uint8Array.from(bytes ?? []);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

let log: LogFixture;
let files: Files;

beforeAll(async () => {
  await ready();
  log = makeWorld();
  files = log.files();
});

describe('verifying an evidence bundle', () => {
  it('passes every step when nothing was touched', async () => {
    const steps = await verify(log, files, { since: log.checkpoint(20), now: 1_700_000_200 });
    expect(steps.map((step) => [step.name, step.outcome])).toEqual(STEP_NAMES.map((name) => [name, 'pass']));
    expect(steps.find((step) => step.name === 'devices')?.facts).toMatchObject({ signed: 1, repeated: 0 });
  });

  it.each([1, 2, 255, 256, 257, 512])('passes when the tree has %i leaves', async (count) => {
    const small = makeLogFixture();
    while (small.lines.length < count) small.audit();
    expect(await failures(small, small.files())).toEqual([]);
  });

  it('leaves since unchecked when no older checkpoint is given, devices when no keys are', async () => {
    const steps = await verify(log, files, {});
    expect(steps.at(-1)).toMatchObject({ name: 'since', outcome: 'unchecked' });
    const { devices: _unused, ...policyOnly } = { policy: log.policy, devices: log.devices };
    const blind: Step[] = [];
    for await (const step of verifyBundle(bundleOf(files), policyOnly)) blind.push(step);
    expect(blind.find((step) => step.name === 'devices')?.outcome).toBe('unchecked');
  });

  it.each(['constructor', 'valueof'])('counts a request of the unknown action %s as unchecked', async (action) => {
    const small = makeLogFixture();
    const device = small.device;
    const bytes = encode(new Map<number, string | Uint8Array>([[7, device]]));
    const actor = { org: randomBytes(16), unit: null, member: randomBytes(16), device };
    const deviceRequest = { bytes, signature: randomBytes(64) };
    small.audit({ action, legalClass: 'operation', actor, deviceRequest });
    const steps = await verify(small, small.files());
    expect(steps.find((step) => step.name === 'devices')?.facts).toMatchObject({ unchecked: 1 });
  });

  it('names the entry when a payload was edited', async () => {
    const lines = replaceAt(log, 120, (line) => ({ payload: flipped(line.payload, 30) }));
    expect(await failures(log, withLines(files, lines))).toContainEqual(['entries', 'E_ENTRY', 120]);
  });

  it('names the entry when payload and entry were edited together', async () => {
    const other = makeLogFixture();
    const forged = other.audit();
    const lines = replaceAt(log, 280, () => ({ entry: forged.entry, payload: forged.payload, salt: forged.salt }));
    const failed = await failures(log, withLines(files, lines));
    expect(failed).toContainEqual(['entries', 'E_LEAF', 280]);
    expect(failed).toContainEqual(['nodes', 'E_NODE_SIGNATURE', 280]);
    expect(failed).toContainEqual(['root', 'E_ROOT', null]);
  });

  it('names the entry when the tiles were made to fit the edit', async () => {
    const forged = makeLogFixture().audit();
    const lines = replaceAt(log, 77, () => ({ entry: forged.entry, payload: forged.payload, salt: forged.salt }));
    const fitted = new Map([...withLines(files, lines), ...tileFiles(lines)]);
    expect(await failures(log, fitted)).toEqual([
      ['root', 'E_ROOT', null],
      ['nodes', 'E_NODE_SIGNATURE', 77],
    ]);
  });

  it('names the place when an entry was deleted', async () => {
    const raw = log.lines.filter((line) => line.index !== 50);
    const gap = new Map(files).set(BUNDLE_FILES.entries, writeLines(raw));
    expect(await failures(log, gap)).toContainEqual(['entries', 'E_INDEX', 50]);
    expect(await failures(log, withLines(files, raw))).toContainEqual(['entries', 'E_LEAF', 50]);
  });

  it('names the place when an entry was appended or the last one dropped', async () => {
    const extra = [...log.lines, { ...(log.lines[10] as BundleLine), index: log.lines.length }];
    expect(await failures(log, withLines(files, extra))).toContainEqual(['entries', 'E_EXTRA', 300]);
    const short = log.lines.slice(0, -1);
    expect(await failures(log, withLines(files, short))).toContainEqual(['entries', 'E_SHORT', 299]);
  });

  it('refuses an audit entry passed off as a cover, and one withheld in an unrestricted bundle', async () => {
    const bare = { payload: null, nodeSig: null };
    const covered = replaceAt(log, 100, () => ({ ...bare, kind: 'cover' }));
    expect(await failures(log, withLines(files, covered))).toContainEqual(['entries', 'E_ENTRY', 100]);
    const hidden = replaceAt(log, 100, () => ({ ...bare, salt: null, kind: 'withheld' }));
    expect(await failures(log, withLines(files, hidden))).toContainEqual(['entries', 'E_WITHHELD', 100]);
  });

  it('counts what a restricted bundle withholds and says what that leaves unchecked', async () => {
    const manifest = parseManifest(files.get(BUNDLE_FILES.manifest) ?? new Uint8Array(0));
    const lines = replaceAt(log, 100, () => ({ payload: null, nodeSig: null, salt: null, kind: 'withheld' as const }));
    const restricted = withLines(files, lines).set(
      BUNDLE_FILES.manifest,
      writeManifest({ ...manifest, restrictedTo: 'harbour' }),
    );
    const steps = await verify(log, restricted);
    expect(verdictOf(steps)).toEqual({ ok: true, first: null, unchecked: ['sequence', 'since'] });
    expect(steps.find((step) => step.name === 'sequence')).toMatchObject({
      outcome: 'unchecked',
      facts: { withheld: 1 },
    });
    expect(await failures(log, restricted, { mayWithhold: false })).toContainEqual(['entries', 'E_WITHHELD', 100]);
  });

  it('fails when a tile is missing, changed or a stranger', async () => {
    const path = bundleTilePath(0, 1, 44);
    const missing = new Map(files);
    missing.delete(path);
    expect(await failures(log, missing)).toEqual([['tiles', 'E_TILE', null]]);
    const changed = new Map(files).set(path, flipped(files.get(path), 32 * 5));
    expect(await failures(log, changed)).toEqual([
      ['entries', 'E_LEAF', 261],
      ['tiles', 'E_TILE', 261],
    ]);
    const upper = bundleTilePath(1, 0, 1);
    expect(await failures(log, new Map(files).set(upper, flipped(files.get(upper))))).toEqual([
      ['tiles', 'E_TILE', null],
    ]);
    const stranger = new Map(files).set(bundleTilePath(0, 9), new Uint8Array(8192));
    expect(await failures(log, stranger)).toEqual([['tiles', 'E_TILE', null]]);
  });
});

describe('verifying who stands behind a bundle', () => {
  it('fails when the checkpoint is of another log, unsigned, or of another size', async () => {
    const stranger = makeLogFixture();
    expect(await failures(stranger, files)).toContainEqual(['checkpoint', 'E_SIGNATURE', null]);
    const bad = new Map(files).set(BUNDLE_FILES.checkpoint, utf8('no note'));
    expect(await failures(log, bad)).toEqual([['checkpoint', 'E_FORM', null]]);
    const older = new Map(files).set(BUNDLE_FILES.checkpoint, log.checkpoint(299).note);
    expect(await failures(log, older)).toEqual([['checkpoint', 'E_FORM', null]]);
    const gone = new Map(files);
    gone.delete(BUNDLE_FILES.checkpoint);
    expect(await failures(log, gone)).toEqual([['checkpoint', 'E_READ', null]]);
  });

  it('fails when the quorum is not reached, and never takes the policy of the bundle', async () => {
    const third = writeVerifierKey(verifierOf(makeNoteSigner('witness.example/w3', 'cosignature')));
    const text = log.policyText.replace('group both all w1 w2', `witness w3 ${third}\ngroup both all w1 w2 w3`);
    expect(await failures(log, files, { policy: parsePolicy(text) })).toEqual([['witnesses', 'E_QUORUM', null]]);
    expect(await failures(log, new Map(files).set(BUNDLE_FILES.policy, utf8('quorum none\n')))).toEqual([]);
  });

  it('leaves witnesses unchecked when the policy asks for none, and fails on one from the future', async () => {
    const policy = parsePolicy(log.policyText.replace('quorum both', 'quorum none'));
    expect((await verify(log, files, { policy }))[2]).toMatchObject({ name: 'witnesses', outcome: 'unchecked' });
    expect(await failures(log, files, { now: 1_600_000_000 })).toContainEqual(['witnesses', 'E_SIGNATURE', null]);
  });

  it('fails when a node certificate is not by the log', async () => {
    const manifest = parseManifest(files.get(BUNDLE_FILES.manifest) ?? new Uint8Array(0));
    const nodeCerts = manifest.nodeCerts.map((bytes) => flipped(bytes, bytes.length - 1));
    const bad = new Map(files).set(BUNDLE_FILES.manifest, writeManifest({ ...manifest, nodeCerts }));
    expect(await failures(log, bad)).toEqual([
      ['manifest', 'E_SIGNATURE', null],
      ['nodes', 'E_NODE', 0],
    ]);
  });
});

describe('verifying what nodes and devices signed', () => {
  it('fails when a row was dropped before it was sequenced', async () => {
    const dropped = makeLogFixture();
    dropped.audit();
    dropped.burn();
    dropped.audit();
    dropped.heartbeat(2);
    expect(await failures(dropped, dropped.files())).toEqual([['sequence', 'E_SEQUENCE_GAP', 1]]);
  });

  it('passes a hole after the last report and counts the entries there as unsettled', async () => {
    const tail = makeLogFixture();
    tail.audit();
    tail.heartbeat(0);
    tail.burn();
    tail.audit();
    const steps = await verify(tail, tail.files());
    expect(steps.find((step) => step.name === 'sequence')).toMatchObject({ outcome: 'pass', facts: { unsettled: 2 } });
  });

  it('fails when a number is used twice, or burned and used', async () => {
    const twice = makeLogFixture();
    twice.audit();
    twice.audit({ nodeSeq: 0 });
    expect(await failures(twice, twice.files())).toEqual([['sequence', 'E_SEQUENCE_TWICE', 1]]);
    const burned = makeLogFixture();
    burned.audit();
    burned.heartbeat(0, [0]);
    expect(await failures(burned, burned.files())).toEqual([['sequence', 'E_SEQUENCE_TWICE', 0]]);
  });

  it('fails when a node went on for more than ten minutes without a report', async () => {
    const minute = 60_000_000;
    const silent = makeLogFixture();
    for (let step = 0; step < 14; step += 1) silent.audit({ timestamp: 1_700_000_000_000_000 + step * minute });
    expect(await failures(silent, silent.files())).toEqual([['sequence', 'E_REPORT_LATE', 11]]);
    const stuck = makeLogFixture();
    for (let step = 0; step < 14; step += 1) {
      stuck.audit({ timestamp: 1_700_000_000_000_000 + step * minute });
      stuck.heartbeat(0);
    }
    expect(await failures(stuck, stuck.files())).toHaveLength(1);
  });

  it('takes a machine that slept for one that was not at work', async () => {
    const asleep = makeLogFixture();
    asleep.audit();
    asleep.audit({ timestamp: 1_700_090_000_000_000 });
    asleep.heartbeat(1);
    expect(await failures(asleep, asleep.files())).toEqual([]);
  });

  it('ends at once when a hostile report claims 2^53 numbers', async () => {
    const hostile = makeLogFixture();
    hostile.audit();
    hostile.heartbeat(Number.MAX_SAFE_INTEGER);
    expect(await failures(hostile, hostile.files())).toEqual([['sequence', 'E_SEQUENCE_GAP', null]]);
  });

  it('fails when an opening was not asked for by the device', async () => {
    const none = makeLogFixture();
    none.open({ deviceRequest: null });
    expect(await failures(none, none.files())).toEqual([['devices', 'E_REQUEST', 0]]);
    const other = makeLogFixture();
    other.open({
      purpose: { code: 'prosecution', caseRefCommit: randomBytes(32), justificationCommit: randomBytes(32) },
    });
    expect(await failures(other, other.files())).toEqual([['devices', 'E_REQUEST', 0]]);
  });

  it('names the second act when one signed request stands for two', async () => {
    const replayed = makeLogFixture();
    const { payload } = replayed.open();
    const { actor, object, purpose, deviceRequest } = decodeAuditPayload(payload ?? new Uint8Array(0));
    replayed.open({ actor, object, purpose, deviceRequest });
    expect(await failures(replayed, replayed.files())).toEqual([['devices', 'E_REQUEST_TWICE', 1]]);
  });

  it('fails when the device is unknown or its signature is not its own', async () => {
    const devices = { learn: () => undefined, keyOf: () => null };
    expect(await failures(log, files, { devices })).toEqual([['devices', 'E_DEVICE', 3]]);
    const wrong = { learn: () => undefined, keyOf: () => randomBytes(32) };
    expect(await failures(log, files, { devices: wrong })).toEqual([['devices', 'E_DEVICE_SIGNATURE', 3]]);
  });

  it('names the directory event when the directory refuses it', async () => {
    const devices = {
      ...log.devices,
      learn: () => {
        throw new Error('refused');
      },
    };
    expect(await failures(log, files, { devices })).toEqual([['devices', 'E_DIRECTORY', 1]]);
  });

  it('does not judge the request of a denied opening', async () => {
    const denied = makeLogFixture();
    const decision = {
      effect: 'DENY',
      reasons: ['not_permitted'],
      policyHash: randomBytes(32),
      attrsHash: randomBytes(32),
    } as const;
    denied.open({ decision, deviceRequest: null });
    expect(await failures(denied, denied.files())).toEqual([]);
  });
});

describe('verifying since an older checkpoint', () => {
  it('fails when the older checkpoint is not a prefix, newer, or of another log', async () => {
    const older = log.checkpoint(100);
    expect(await failures(log, files, { since: older })).toEqual([]);
    expect(await failures(log, files, { since: { ...older, size: 99 } })).toEqual([['since', 'E_SINCE', null]]);
    expect(await failures(log, files, { since: { ...older, root: flipped(older.root) } })).toHaveLength(1);
    expect(await failures(log, files, { since: { ...older, size: 301 } })).toEqual([['since', 'E_SINCE', null]]);
    expect(await failures(log, files, { since: { ...older, origin: `${ORIGIN}2` } })).toHaveLength(1);
  });

  it('fails on every single-bit change of a small bundle', async () => {
    const small = makeLogFixture();
    small.audit({ action: 'node.start', legalClass: 'operation' });
    small.open();
    small.cover();
    small.grantSet();
    const original = small.files();
    for (const path of original.keys()) {
      if (path === BUNDLE_FILES.policy) continue;
      const bytes = original.get(path) ?? new Uint8Array(0);
      const stride = Math.max(1, Math.floor(bytes.length / 60));
      for (let at = 0; at < bytes.length; at += stride) {
        const failed = await failures(small, new Map(original).set(path, flipped(bytes, at)));
        if (failed.length === 0 && !isIdle(path, bytes, at)) throw new Error(`${path} byte ${at} was changed unseen`);
      }
    }
  });
});

// White space and the free text `made` of the manifest may change; key ids of lines nobody knows too.
function isIdle(path: string, bytes: Uint8Array, at: number): boolean {
  const text = Buffer.from(bytes).toString();
  return path === BUNDLE_FILES.manifest && (at < text.indexOf('"nodeCerts"') || /\s/.test(text[at] ?? ''));
}

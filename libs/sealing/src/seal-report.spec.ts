import type { VerifiedRecipient } from '@sealbridge/directory';
import {
  parseCore,
  parseFrame,
  parseGrant,
  parseGrantSet,
  parseGrantSetFrame,
  parsePolicy,
} from '@sealbridge/envelope';
import { toHex, utf8 } from '@sealbridge/sodium';
import { LIMITS, type Purpose } from '@sealbridge/vocabulary';
import { FIXTURE_HOUR, FIXTURE_NOW, makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { bytesOf, fileOf, makeReport, MemorySinks, sealingInput } from '../../../test/support/envelope-fixture.js';
import type { SealingErrorCode } from './error.js';
import { sealReport } from './seal-report.js';
import type { SealingInput } from './sealing-input.js';

let world: SmallWorld;
beforeAll(async () => {
  world = await makeSmallWorld();
});

const refusal = (code: SealingErrorCode): unknown => expect.objectContaining({ name: 'SealingError', code });

async function refuses(code: SealingErrorCode, fields: Partial<SealingInput>): Promise<void> {
  await expect(sealReport(sealingInput(world, fields))).rejects.toEqual(refusal(code));
}

describe('sealReport', () => {
  it('gives every named unit and the own unit a grant, and only the own one without an agreement', async () => {
    const { grants } = await sealReport(sealingInput(world));
    const parsed = grants.map(({ bytes }) => parseGrant(bytes));
    expect(parsed.map(({ unit }) => unit)).toEqual([world.northgate.unit, world.harbour.unit]);
    expect(parsed[0]?.agreement?.id).toBe(world.agreement.agreement.agreement);
    expect(parsed[1]?.agreement).toBeNull();
  });

  it('hides how many units received the report', async () => {
    const { grantSet } = await sealReport(sealingInput(world));
    const { values } = parseGrantSet(parseGrantSetFrame(grantSet).grantSet);
    expect(values).toHaveLength(8);
    expect(values.map(toHex)).toEqual(values.map(toHex).sort());
  });

  it('pads a short body to 4 KiB and an attachment to 64 KiB', async () => {
    const report = makeReport({ attachments: [{ path: 'a.txt' }] });
    const attachments = [fileOf(utf8('short'), 'a.txt', 'text/plain')];
    const sealed = await sealReport(sealingInput(world, { report, attachments }));
    expect(sealed.body.length).toBe(4096 + 17);
    expect(sealed.attachments.map(({ length }) => length)).toEqual([65_536 + 17]);
  });

  it('grants what agreement and unit both allow when the report names no purposes', async () => {
    const { directory, northgate } = world;
    directory.publishOwn(northgate.org, {
      type: 'UNIT_PURPOSES',
      unit: northgate.unit,
      purposes: ['threat_to_life', 'training_synthetic_only'],
    });
    const report = makeReport({});
    expect(report.purposes).toBeUndefined();
    const { grants } = await sealReport(
      sealingInput(world, { report, recipients: [directory.recipient('northgate')] }),
    );
    expect(grants.map(({ bytes }) => parseGrant(bytes).purposes)).toEqual([['threat_to_life'], ['threat_to_life']]);
  });

  it('lets opening end with the agreement when that comes before the retention is over', async () => {
    const { directory, harbour, northgate } = world;
    const end = FIXTURE_NOW + 5 * 3600 + 59;
    const agreement = directory.agreement([harbour.org, northgate.org], { end });
    const { grants } = await sealReport(sealingInput(world, { agreements: [agreement] }));
    expect(grants.map(({ bytes }) => parseGrant(bytes).notAfter)).toContain(FIXTURE_HOUR + 5);
    const ends = new Map([[agreement.agreement.agreement, FIXTURE_NOW + 2 * 3600]]);
    const ended = await sealReport(sealingInput(world, { agreements: [agreement], ends }));
    expect(ended.grants.map(({ bytes }) => parseGrant(bytes).notAfter)).toContain(FIXTURE_HOUR + 2);
  });

  it('leaves no word of the report in anything the server gets', async () => {
    const report = makeReport({ discovery: 'recipients', attachments: [{ path: 'kanarienvogel.txt' }] });
    const attachments = [fileOf(utf8('canary in the file'), 'kanarienvogel.txt', 'text/plain')];
    const sealed = await sealReport(sealingInput(world, { report, attachments }));
    const blobs = await Promise.all([sealed.body, ...sealed.attachments].map(bytesOf));
    const grants = sealed.grants.map(({ bytes }) => bytes);
    const all = Buffer.concat([sealed.frame, sealed.policy, sealed.grantSet, ...grants, ...blobs]).toString('latin1');
    for (const word of [
      'Synthetic',
      'farm',
      'papiers',
      '0001',
      'kanarienvogel',
      'canary',
      'ForcedLabour',
      'text/plain',
    ]) {
      expect(all).not.toContain(word);
    }
    expect(sealed.card).toBeNull();
  });

  it('seals the same report twice with nothing in common', async () => {
    const [a, b] = [await sealReport(sealingInput(world)), await sealReport(sealingInput(world))];
    const [coreA, coreB] = [a, b].map(({ frame }) => parseCore(parseFrame(frame).core));
    expect(a.reportId).not.toBe(b.reportId);
    expect(coreA?.consentRef).not.toBe(coreB?.consentRef);
    expect(coreA?.facetsHash).not.toEqual(coreB?.facetsHash);
    expect(a.body.sha256).not.toEqual(b.body.sha256);
  });

  it('continues the chain of versions and grant sets when it follows a version', async () => {
    const first = await sealReport(sealingInput(world));
    const { reportId, version, reportHash, grantSetHash } = first;
    const previous = { reportId, version, reportHash, grantSet: { seq: 0, hash: grantSetHash } };
    const second = await sealReport(sealingInput(world, { previous }));
    const core = parseCore(parseFrame(second.frame).core);
    const set = parseGrantSet(parseGrantSetFrame(second.grantSet).grantSet);
    expect([second.reportId, core.version, set.seq]).toEqual([reportId, 2, 1]);
    expect([core.prevReportHash, set.prev]).toEqual([reportHash, grantSetHash]);
  });

  it('ends opening with the earliest of wish, consent and agreement', async () => {
    const consent = { basis: 'written', expires: '2025-12' } as const;
    const report = makeReport({ openUntil: '2026-02-10', consent });
    const { policy, grants } = await sealReport(sealingInput(world, { report }));
    const end = Date.UTC(2026, 0, 1) / 3_600_000;
    expect(parsePolicy(policy).openUntil).toBe(end);
    expect(grants.map(({ bytes }) => parseGrant(bytes).notAfter)).toEqual([end, end]);
    const plain = await sealReport(sealingInput(world));
    expect(parsePolicy(plain.policy).openUntil).toBeGreaterThan(FIXTURE_HOUR + 364 * 24);
  });

  it('writes chunk by chunk and reads no further ahead than one piece', async () => {
    const pieces = 40;
    let read = 0;
    let largest = 0;
    const sinks = new MemorySinks();
    const source = {
      name: 'big.bin',
      mediaType: 'application/octet-stream',
      async *open() {
        for (; read < pieces; read += 1) yield await Promise.resolve(new Uint8Array(70_000));
      },
    };
    const openSink = async (): ReturnType<typeof sinks.open> => {
      const sink = await sinks.open();
      return {
        ...sink,
        write: (chunk) => {
          largest = Math.max(largest, chunk.length);
          return sink.write(chunk);
        },
      };
    };
    const report = makeReport({ attachments: [{ path: 'big.bin' }] });
    const sealed = await sealReport(sealingInput(world, { report, attachments: [source], openSink }));
    expect(largest).toBe(65_536 + 17);
    expect(read).toBe(pieces);
    expect(sealed.attachments[0]?.length).toBeGreaterThan(pieces * 70_000);
  });
});

describe('sealReport refuses', () => {
  it('what has not passed redaction, a copy of it included', async () => {
    const report = makeReport();
    await refuses('E_NOT_REDACTED', { report: { ...report } });
    await refuses('E_NOT_REDACTED', { report: Object.create(report) as typeof report });
  });

  it('recipients that nobody checked, or that are no recipients', async () => {
    const northgate = world.directory.recipient('northgate');
    const own = world.directory.recipient('harbour');
    await refuses('E_RECIPIENTS', { recipients: [] });
    await refuses('E_RECIPIENTS', { recipients: [northgate, northgate] });
    await refuses('E_RECIPIENTS', { recipients: [own] });
    await refuses('E_RECIPIENTS', { recipients: [Object.assign<object, VerifiedRecipient>({}, northgate)] });
    await refuses('E_OWN_UNIT', { own: northgate, recipients: [own] });
  });

  it('a recipient without a live agreement', async () => {
    await refuses('E_AGREEMENT', { recipients: [world.directory.recipient('eastport')] });
    await refuses('E_AGREEMENT', { agreements: [] });
    await refuses('E_AGREEMENT', { now: FIXTURE_NOW + 3 * 365 * 24 * 3600 });
  });

  it('what the agreement does not allow', async () => {
    const { directory, harbour, northgate } = world;
    const agreement = directory.agreement([harbour.org, northgate.org], {
      markingCeiling: 'GREEN',
      purposes: ['victim_safeguarding'],
    });
    const green = makeReport({ tlp: 'GREEN' });
    await refuses('E_MARKING', { agreements: [agreement] });
    const purposes = ['threat_to_life' as const];
    await refuses('E_PURPOSE', { agreements: [agreement], report: makeReport({ tlp: 'GREEN', purposes }) });
    const narrow = directory.agreement([harbour.org, northgate.org], { dataClasses: ['pattern_card', 'statements'] });
    await refuses('E_DATA_CLASS', { agreements: [narrow], report: green });
    await expect(sealReport(sealingInput(world, { agreements: [agreement, world.agreement] }))).resolves.toBeDefined();
  });

  it('purposes that the unit does not work for', async () => {
    const limit = (...purposes: Purpose[]): VerifiedRecipient => {
      const { directory, northgate } = world;
      directory.publishOwn(northgate.org, { type: 'UNIT_PURPOSES', unit: northgate.unit, purposes });
      return directory.recipient('northgate');
    };
    const report = makeReport({ purposes: ['threat_to_life', 'victim_safeguarding'] });
    await refuses('E_PURPOSE', { report, recipients: [limit('victim_safeguarding')] });
    await refuses('E_PURPOSE', { recipients: [limit('training_synthetic_only')] });
    const recipients = [limit('threat_to_life', 'victim_safeguarding', 'training_synthetic_only')];
    const { grants } = await sealReport(sealingInput(world, { report, recipients }));
    expect(parseGrant(grants[0]?.bytes ?? new Uint8Array()).purposes).toEqual([
      'threat_to_life',
      'victim_safeguarding',
    ]);
  });

  it('a term that is over before it begins', async () => {
    await refuses('E_TERM', { report: makeReport({ openUntil: '2025-11-23' }) });
    await refuses('E_TERM', { report: makeReport({ consent: { basis: 'written', expires: '2025-10' } }) });
    const { directory, harbour, northgate } = world;
    const almostOver = directory.agreement([harbour.org, northgate.org], { end: FIXTURE_NOW + 3599 });
    await refuses('E_TERM', { agreements: [almostOver] });
  });

  it('files that are not those of the report, or cannot be sealed', async () => {
    const report = makeReport({ attachments: [{ path: 'a' }] });
    const sinks = new MemorySinks();
    await refuses('E_ATTACHMENT', { report });
    const twice = [fileOf(utf8('x'), 'a.txt'), fileOf(utf8('y'), 'a.txt')];
    const two = makeReport({ attachments: [{ path: 'a.txt' }, { path: 'b/a.txt' }] });
    await refuses('E_ATTACHMENT', { report: two, attachments: twice });
    for (const name of ['', '..', 'a/b', 'a\\b', 'a\u202eb', 'a\u0000b', 'x'.repeat(256)]) {
      await refuses('E_ATTACHMENT', { report, attachments: [fileOf(utf8('x'), name)] });
    }
    await refuses('E_ATTACHMENT', { report, attachments: [fileOf(utf8('x'), 'a', 'Text/Plain')] });
    const tooLong = fileOf(new Uint8Array(LIMITS.MAX_ATTACHMENT_BYTES + 1));
    await refuses('E_ATTACHMENT', { report, attachments: [tooLong], openSink: sinks.open });
    expect(sinks.aborted).toBe(1);
  });

  it('texts without a stable form and a body over its limit', async () => {
    const statement = (text: string): Partial<SealingInput> => ({
      report: makeReport({ statements: [{ text, kind: 'fact', grading: null }] }),
    });
    await refuses('E_TEXT', statement('\ufefftext'));
    await refuses('E_TEXT', statement('lone \ud800'));
    await refuses('E_SIZE', statement('x'.repeat(2 * 1024 * 1024)));
  });
});

import { type Agreement, type AgreementRecord, ALWAYS_PROHIBITED } from '@sealbridge/directory';
import { parseOpenRequest } from '@sealbridge/envelope';
import { randomBytes, sha256, utf8, verifyTyped } from '@sealbridge/sodium';
import { PROHIBITED_USES, PURPOSES } from '@sealbridge/vocabulary';
import {
  FIXTURE_NOW,
  FIXTURE_ORIGIN,
  makeSmallWorld,
  type SmallWorld,
} from '../../../test/support/directory-fixture.js';
import {
  bytesOf,
  checkedOffer,
  fileOf,
  makeReport,
  offerInput,
  openingInput,
  sealInWorld,
  sourceOf,
  type LoggedReport,
} from '../../../test/support/envelope-fixture.js';
import { OpeningError, type LocalOpeningCode } from './error.js';
import { checkOffer, type CheckedOffer, type OfferInput } from './offer.js';
import { openAttachment } from './open-attachment.js';
import { openReport, type OpeningInput } from './open-report.js';
import { makeOpenRequest } from './open-request.js';
import { closeReport, type OpenedReport } from './opened-report.js';

let world: SmallWorld;
let small: LoggedReport;
beforeAll(async () => {
  world = await makeSmallWorld('opening');
  small = await sealInWorld(world);
});

async function localCode(run: () => unknown): Promise<LocalOpeningCode | 'opened'> {
  try {
    await run();
    return 'opened';
  } catch (error) {
    if (!(error instanceof OpeningError)) throw error;
    const outward = `${error.code} ${error.message}`;
    if (outward !== 'E_OPEN the report cannot be opened') throw new Error(`outwards: ${outward}`);
    return error.local;
  }
}

function open(offer: Partial<OfferInput> = {}, opening: Partial<OpeningInput> = {}): Promise<OpenedReport> {
  return openReport(checkedOffer(world, small, offer), openingInput(world, small, opening));
}

describe('openReport', () => {
  it('gives statements, identifiers and card exactly as they were sealed', async () => {
    const report = makeReport();
    const opened = await open();
    expect(opened.statements).toEqual(report.statements);
    expect(opened.identifiers).toEqual(report.identifiers);
    expect(opened.card).toEqual(report.card);
    expect([opened.lang, opened.title, opened.grading]).toEqual([report.lang, report.title, report.grading]);
    expect(opened.reading.linesRead).toEqual([1, 2].map((statement) => ({ statement, lines: [1] })));
    expect(opened.signer).toBe(world.analyst.device);
  });

  it('gives the card to a recipient when it was not shipped in clear', async () => {
    const report = makeReport({ discovery: 'recipients' });
    const logged = await sealInWorld(world, { report });
    const opened = await openReport(checkedOffer(world, logged), openingInput(world, logged));
    expect(logged.sealed.card).toBeNull();
    expect(opened.card).toEqual(report.card);
  });

  it('opens in the own unit without an agreement', async () => {
    const { harbour, epochs } = world;
    const { org, unit: own } = harbour;
    const unit = { org: org.org, unit: own, epoch: 1, purposes: PURPOSES, seed: epochs.harbour.kem.seed };
    const grant = small.sealed.grants[1]?.bytes ?? new Uint8Array(0);
    expect((await open({}, { unit, grant, agreement: null })).title).toBe('Synthetic report');
  });

  describe('when a newer version of the agreement is signed', () => {
    const newer = (change: Partial<Agreement>): AgreementRecord =>
      world.directory.agreement([world.harbour.org, world.northgate.org], {
        agreement: world.agreement.agreement.agreement,
        version: 2,
        prevHash: world.agreement.hash,
        ...change,
      });

    it('opens what was sealed under the old one while both allow it', async () => {
      expect((await open({}, { newest: newer({}) })).title).toBe('Synthetic report');
    });

    it.each<[string, Partial<Agreement>]>([
      ['has taken the purpose away', { purposes: ['strategic_analysis'] }],
      ['has lowered the marking it covers', { markingCeiling: 'GREEN' }],
      ['has lowered the handling it covers', { handlingCeiling: 'PAP:CLEAR' }],
      ['has ended', { start: FIXTURE_NOW - 100, end: FIXTURE_NOW }],
      ['has not begun', { start: FIXTURE_NOW + 3600 }],
    ])('refuses when it %s', async (_name, change) => {
      expect(await localCode(() => open({}, { newest: newer(change) }))).toBe('E_AGREEMENT');
    });

    it('refuses a purpose that the unit does not work for', async () => {
      const { unit } = openingInput(world, small);
      expect(await localCode(() => open({}, { unit: { ...unit, purposes: ['audit'] } }))).toBe('E_PURPOSE');
    });

    it('refuses when a use that one of the two rules out was not accepted: a server kept it from the reader', async () => {
      const { agreement } = world;
      const shown = PROHIBITED_USES.filter((use) => use !== 'media_release');
      const fewer = newer({ prohibited: shown });
      const outcomes = await Promise.all([
        localCode(() => open({}, { acceptedUses: shown })),
        localCode(() => open({}, { acceptedUses: shown, newest: fewer })),
        localCode(() => open({}, { acceptedUses: ALWAYS_PROHIBITED, agreement, newest: fewer })),
        localCode(() => open({}, { acceptedUses: PROHIBITED_USES, newest: fewer })),
      ]);
      expect(outcomes).toEqual(['E_AGREEMENT', 'E_AGREEMENT', 'E_AGREEMENT', 'opened']);
    });

    it('refuses a newest version of another agreement, or none', async () => {
      const { harbour, northgate } = world;
      const other = world.directory.agreement([harbour.org, northgate.org]);
      expect(await localCode(() => open({}, { newest: other }))).toBe('E_AGREEMENT');
      expect(await localCode(() => open({}, { newest: null }))).toBe('E_AGREEMENT');
    });
  });

  it('holds no key in the report it gives', async () => {
    const opened = await open();
    const { seed } = world.epochs.northgate.kem;
    expect(JSON.stringify(opened)).not.toContain(JSON.stringify([...seed]).slice(1, 40));
    expect(Object.keys(opened)).not.toContain('dek');
  });

  it('refuses an offer that was not checked', async () => {
    const copy: CheckedOffer = { ...checkedOffer(world, small) };
    expect(await localCode(() => openReport(copy, openingInput(world, small)))).toBe('E_SIGNATURE');
  });

  it('refuses version 1 once version 2 was seen', async () => {
    const { reportId, version, reportHash, grantSetHash } = small.sealed;
    const previous = { reportId, version, reportHash, grantSet: { seq: 0, hash: grantSetHash } };
    const second = await sealInWorld(world, { previous });
    const opened = await openReport(checkedOffer(world, second), openingInput(world, second));
    expect(opened.seen).toMatchObject({ version: 2, seq: 1 });
    expect(await localCode(() => open({ seen: opened.seen }))).toBe('E_ROLLBACK');
  });
});

describe('one flipped bit', () => {
  it('at any byte of frame, policy, grant set, grant, card or body refuses the report', async () => {
    const { frame, policy, grantSet, grants, card } = small.sealed;
    const body = await bytesOf(small.sealed.body);
    const grant = grants[0]?.bytes ?? new Uint8Array(0);
    const salt = card?.salt ?? new Uint8Array(0);
    const cbor = card?.card ?? new Uint8Array(0);
    const offer = checkedOffer(world, small);
    const unlock = (fields: Partial<OpeningInput>): Promise<OpenedReport> =>
      openReport(offer, openingInput(world, small, fields));
    const parts: [string, Uint8Array, (bytes: Uint8Array) => Promise<OpenedReport>][] = [
      ['frame', frame, (bytes) => open({ frame: bytes })],
      ['policy', policy, (bytes) => open({ policy: bytes })],
      ['grant set', grantSet, (bytes) => open({ grantSet: bytes })],
      ['grant', grant, (bytes) => unlock({ grant: bytes })],
      ['salt', salt, (bytes) => unlock({ card: { salt: bytes, card: cbor } })],
      ['card', cbor, (bytes) => unlock({ card: { salt, card: bytes } })],
      ['body', body, (bytes) => unlock({ body: sourceOf(bytes) })],
    ];
    const accepted: string[] = [];
    for (const [name, bytes, reopen] of parts) {
      expect(bytes.length).toBeGreaterThan(30);
      for (let index = 0; index < bytes.length; index += 1) {
        const flipped = new Uint8Array(bytes);
        flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
        if ((await localCode(() => reopen(flipped))) === 'opened') accepted.push(`${name} ${index}`);
      }
    }
    expect(accepted).toEqual([]);
  }, 60_000);
});

describe('openAttachment', () => {
  const file = new Uint8Array(200_000).map((_, index) => index % 253);
  let logged: LoggedReport;
  let opened: OpenedReport;
  beforeAll(async () => {
    const report = makeReport({ attachments: [{ path: 'a' }, { path: 'b' }] });
    const attachments = [fileOf(file, 'a.bin'), fileOf(utf8('second'), 'b.bin')];
    logged = await sealInWorld(world, { report, attachments });
    opened = await openReport(checkedOffer(world, logged), openingInput(world, logged));
  });

  async function openInto(number: number, source: { open(): AsyncIterable<Uint8Array> }): Promise<string[]> {
    const calls: string[] = [];
    let bytes = 0;
    const id = opened.attachments[number]?.id ?? opened.reportId;
    const result = await localCode(() =>
      openAttachment(opened, id, source, {
        write: (chunk) => Promise.resolve(void (bytes += chunk.length)),
        finish: () => Promise.resolve(void calls.push('finish')),
        abort: () => Promise.resolve(void calls.push('abort')),
      }),
    );
    return [...calls, result, String(bytes)];
  }

  const blob = async (number: number): Promise<Uint8Array> => bytesOf(logged.sealed.attachments[number] ?? sourceOf());

  it('gives the bytes in order, without the padding', async () => {
    const pieces: Uint8Array[] = [];
    await openAttachment(opened, opened.attachments[0]?.id ?? opened.reportId, sourceOf(await blob(0)), {
      write: (chunk) => Promise.resolve(void pieces.push(chunk)),
      finish: () => Promise.resolve(),
      abort: () => Promise.resolve(),
    });
    expect(sha256(...pieces)).toEqual(sha256(file));
  });

  it('writes nothing when the ciphertext is cut, changed, too long, or of another attachment', async () => {
    const bytes = await blob(0);
    const changed = new Uint8Array(bytes).fill(1, bytes.length - 1);
    for (const wrong of [bytes.slice(0, -1), bytes.slice(0, 65_553), changed, await blob(1), new Uint8Array(0)]) {
      expect(await openInto(0, sourceOf(wrong))).toEqual(['abort', 'E_CIPHERTEXT', '0']);
    }
    expect(await openInto(0, sourceOf(bytes, Uint8Array.of(0)))).toEqual(['abort', 'E_CIPHERTEXT', '0']);
  });

  it('takes back what was written when the source gives other bytes at the second reading', async () => {
    const bytes = await blob(0);
    const changed = new Uint8Array(bytes);
    changed[150_000] = (changed[150_000] ?? 0) ^ 1;
    let readings = 0;
    const treacherous = { open: () => sourceOf(++readings === 1 ? bytes : changed).open() };
    const [outcome, code] = await openInto(0, treacherous);
    expect([outcome, code]).toEqual(['abort', 'E_STREAM']);
  });

  it('stops reading at the first byte too many', async () => {
    let given = 0;
    const endless = {
      async *open() {
        for (;;) yield await Promise.resolve(new Uint8Array((given += 1) && 65_553));
      },
    };
    expect((await openInto(0, endless))[1]).toBe('E_CIPHERTEXT');
    expect(given).toBeLessThan(10);
  });

  it('refuses an attachment the report does not have, and any once the report is closed', async () => {
    expect((await openInto(2, sourceOf(await blob(0))))[1]).toBe('E_ATTACHMENT');
    const closed = await openReport(checkedOffer(world, logged), openingInput(world, logged));
    closeReport(closed);
    opened = closed;
    expect((await openInto(0, sourceOf(await blob(0))))[1]).toBe('E_ATTACHMENT');
  });
});

describe('makeOpenRequest', () => {
  it('signs what was seen and only commits to the texts', () => {
    const offer = checkOffer(offerInput(world, small));
    const { liaison } = world;
    const request = makeOpenRequest(offer, {
      logOrigin: FIXTURE_ORIGIN,
      nodeKeyId: sha256(utf8('node')),
      nonce: randomBytes(16),
      now: FIXTURE_NOW,
      grantId: small.sealed.grants[0]?.grantId ?? small.sealed.reportId,
      purpose: 'trafficking_investigation',
      legalBasis: 'reasonable_suspicion',
      acceptedUses: ['media_release', 'civil_litigation'],
      caseRef: 'CR/2026/17',
      justification: 'checking a route',
      directorySize: 40,
      device: liaison.device,
      signPrivateKey: liaison.sign.privateKey,
    });
    const parsed = parseOpenRequest(request.bytes);
    expect(parsed.grantSetHash).toEqual(small.sealed.grantSetHash);
    expect(parsed.reportHash).toEqual(small.sealed.reportHash);
    expect(parsed.legalBasis).toBe('reasonable_suspicion');
    expect(parsed.acceptedUses).toEqual(['civil_litigation', 'media_release']);
    expect(Buffer.from(request.bytes).toString('latin1')).not.toContain('CR/2026');
    expect(request.caseRefSalt).not.toEqual(request.justificationSalt);
    expect(verifyTyped('sr1.open', request.bytes, request.signature, liaison.sign.publicKey)).toBe(true);
  });
});

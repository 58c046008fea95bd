import { randomUUID } from 'node:crypto';

import type { ApiClient } from '../../../../test/support/api-documents.js';
import {
  parseCore,
  parseFrame,
  parseGrant,
  parseGrantSet,
  parseGrantSetFrame,
  reportHash,
  signFrame,
  signGrantSet,
  writeCore,
  writeFrame,
  writeGrant,
} from '@sealbridge/envelope';
import { equal, fromBase64, randomBytes, toBase64, toHex } from '@sealbridge/sodium';
import { decodeAuditPayload } from '@sealbridge/transparency';
import { idToBytes } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../test/support/api.js';
import { sealFor, sendReport, submissionOf, submit, upload } from '../../../../test/support/api-reports.js';
import { fileOf, makeReport } from '../../../../test/support/envelope-fixture.js';

describe('submitReport', () => {
  let api: TestApi;
  let analyst: ApiClient;

  beforeAll(async () => {
    api = await startApi();
    analyst = await api.signIn(api.world.analyst);
  }, 60_000);
  afterAll(() => api.stop());

  const count = async (table: string): Promise<number> => {
    const { rows } = await api.admin.query<{ n: number }>(`select count(*)::integer as n from sealbridge.${table}`);
    return rows[0]?.n ?? -1;
  };

  it('stores a report with an attachment and addresses it', async () => {
    const sealed = await sendReport(api, analyst, {
      report: makeReport({ attachments: [{ path: 'scan.pdf' }] }),
      attachments: [fileOf(randomBytes(100_000))],
    });
    const { rows } = await api.admin.query(
      `select r.attachments, (select count(*)::integer from sealbridge.stored_grant g where g.row = r.row) as grants,
        (select array_agg(scope) from sealbridge.report_scope s where s.row = r.row) as scopes
       from sealbridge.report r where id = $1`,
      [sealed.reportId],
    );
    expect(rows).toEqual([{ attachments: 1, grants: 2, scopes: [api.world.northgate.unit] }]);
  });

  it('stores no grant bare', async () => {
    const sealed = await sendReport(api, analyst);
    const { rows } = await api.admin.query<{ wrapped: Buffer }>('select wrapped from sealbridge.stored_grant');
    const stored = rows.map(({ wrapped }) => toHex(wrapped)).join(' ');
    for (const { bytes } of sealed.grants) {
      const { enc, ct } = parseGrant(bytes);
      expect(stored).not.toContain(toHex(ct));
      expect(stored).not.toContain(toHex(enc.slice(0, 64)));
    }
  });

  it('puts the grant set on its way to the log in the same transaction', async () => {
    const sealed = await sendReport(api, analyst);
    const entry = Buffer.concat([Buffer.from('gs1'), sealed.grantSetHash]);
    const { rows } = await api.admin.query('select kind from sealbridge.audit_outbox where entry = $1', [entry]);
    expect(rows).toEqual([{ kind: 'grantset' }]);
  });

  it('makes one report of fifty duplicates at once', async () => {
    const sealed = await sealFor(api);
    await upload(analyst, sealed);
    const input = submissionOf(api, sealed);
    const before = await count('report');
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(analyst, input)));
    expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(['SubmitReportPayload']));
    expect(await count('report')).toBe(before + 1);
  }, 30_000);

  it('answers with a conflict when the key stands for another body', async () => {
    const [one, two] = await Promise.all([sealFor(api), sealFor(api)]);
    await upload(analyst, one);
    await upload(analyst, two);
    const first = submissionOf(api, one);
    expect((await submit(analyst, first)).__typename).toBe('SubmitReportPayload');
    const other = { ...submissionOf(api, two), clientMutationId: first.clientMutationId };
    expect(await submit(analyst, other)).toMatchObject({ __typename: 'Conflict', code: 'E_CONFLICT' });
  });

  it('answers with a conflict when the report is there under another key', async () => {
    const sealed = await sendReport(api, analyst);
    expect(await submit(analyst, submissionOf(api, sealed))).toMatchObject({ __typename: 'Conflict' });
  });

  it('refuses the session of another device, whatever is signed', async () => {
    const sealed = await sealFor(api);
    await upload(analyst, sealed);
    const liaison = await api.signIn(api.world.liaison);
    expect(await submit(liaison, submissionOf(api, sealed))).toMatchObject({
      __typename: 'Refused',
      reason: 'not_permitted',
    });
    const admin = await api.signIn(api.world.admin);
    expect((await submit(admin, submissionOf(api, sealed))).__typename).toBe('Refused');
  });

  it('refuses when nobody is signed in, before it reads anything', async () => {
    const sealed = await sealFor(api);
    const unreadable = { ...submissionOf(api, sealed), frame: 'AAAA' };
    await expect(submit(api.guest, unreadable)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('records what it could not read, in the name of the sender, and no more than so many a minute', async () => {
    const admin = await api.signIn(api.world.admin);
    const unreadable = { ...submissionOf(api, await sealFor(api)), frame: 'AAAA' };
    for (let n = 0; n < 35; n += 1) expect(await submit(admin, unreadable)).toMatchObject({ __typename: 'Invalid' });
    const { rows } = await api.admin.query<{ payload: Buffer }>(
      'select payload from sealbridge.audit_outbox where payload is not null',
    );
    const entries = rows
      .map(({ payload }) => decodeAuditPayload(new Uint8Array(payload)))
      .filter(({ actor }) => actor !== null && equal(actor.device, idToBytes(api.world.admin.device)))
      .filter(({ decision }) => decision.effect === 'ERROR');
    expect(entries).toHaveLength(30);
    expect(entries[0]).toMatchObject({ action: 'report.submit', decision: { reasons: ['E_CBOR'] } });
  });

  it('takes any text as the key of a request, and keeps none of it', async () => {
    const sealed = await sealFor(api);
    await upload(analyst, sealed);
    const input = { ...submissionOf(api, sealed), clientMutationId: `\u0001😀${'k'.repeat(9_000)}` };
    const answers = [await submit(analyst, input), await submit(analyst, input)];
    expect(answers.map(({ __typename }) => __typename)).toEqual(['SubmitReportPayload', 'SubmitReportPayload']);
    const { rows } = await api.admin.query('select 1 from sealbridge.idempotency where length(key) <> 64');
    expect(rows).toEqual([]);
  });

  it.each(['a\u0000b', '\ud800'])('takes no key that is no text, and stores nothing', async (clientMutationId) => {
    const sealed = await sealFor(api);
    await upload(analyst, sealed);
    const before = await count('report');
    const asked = submit(analyst, { ...submissionOf(api, sealed), clientMutationId });
    await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await count('report')).toBe(before);
    expect((await submit(analyst, submissionOf(api, sealed))).__typename).toBe('SubmitReportPayload');
  });

  describe('refuses, and stores nothing, when', () => {
    let before: number;

    beforeEach(async () => {
      before = await count('report');
    });
    afterEach(async () => {
      expect(await count('report')).toBe(before);
    });

    it('the ciphertext was not uploaded', async () => {
      const answer = await submit(analyst, submissionOf(api, await sealFor(api)));
      expect(answer).toMatchObject({ __typename: 'Invalid', code: 'E_BLOB', path: 'frame.body' });
    });

    it('the ciphertext was uploaded by somebody else', async () => {
      const sealed = await sealFor(api);
      const otherOrg = api.world.northgate.org.org;
      await api.admin.query(
        'insert into sealbridge.blob (org_id, sha256, length, complete) values ($1, $2, $3, true)',
        [otherOrg, Buffer.from(sealed.body.sha256), sealed.body.length],
      );
      expect(await submit(analyst, submissionOf(api, sealed))).toMatchObject({ code: 'E_BLOB' });
    });

    it('the clock is off by two hours', async () => {
      const now = Math.floor(Date.now() / 1000) - 2 * 3600;
      const sealed = await sealFor(api, { now });
      expect(await submit(analyst, submissionOf(api, sealed))).toMatchObject({ code: 'E_CLOCK', path: 'frame' });
    });

    it('the checkpoint is not one of this log', async () => {
      const { origin, size, noteSha256 } = api.checkpoint;
      const forged = { origin, size, noteSha256, root: randomBytes(32) };
      const sealed = await sealFor(api, { checkpoint: forged });
      await upload(analyst, sealed);
      expect(await submit(analyst, submissionOf(api, sealed))).toMatchObject({ code: 'E_CHECKPOINT' });
    });

    it('the note is not the one relied on', async () => {
      const input = { ...submissionOf(api, await sealFor(api)), checkpointNote: toBase64(randomBytes(100)) };
      expect(await submit(analyst, input)).toMatchObject({ code: 'E_CHECKPOINT', path: 'checkpointNote' });
    });

    it('a bit of the frame is flipped', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const frame = Uint8Array.from(sealed.frame);
      frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 1;
      const answer = await submit(analyst, { ...submissionOf(api, sealed), frame: toBase64(frame) });
      expect(answer).toMatchObject({ __typename: 'Invalid', code: 'E_SIGNATURE', path: 'frame' });
    });

    it('the frame is signed by another device of the organisation', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const { core, mac, signer } = parseFrame(sealed.frame);
      const forged = writeFrame(signFrame({ signer, core, mac }, api.world.admin.sign.privateKey));
      const answer = await submit(analyst, { ...submissionOf(api, sealed), frame: toBase64(forged) });
      expect(answer).toMatchObject({ code: 'E_SIGNATURE' });
    });

    it('the grant set is signed by another device', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const set = parseGrantSet(parseGrantSetFrame(sealed.grantSet).grantSet);
      const forged = signGrantSet(set, api.world.admin.sign.privateKey);
      const answer = await submit(analyst, { ...submissionOf(api, sealed), grantSet: toBase64(forged) });
      expect(answer).toMatchObject({ code: 'E_SIGNATURE', path: 'grantSet' });
    });

    it('a grant is not in the grant set', async () => {
      const sealed = await sealFor(api);
      const [first, ...rest] = submissionOf(api, sealed).grants;
      const grant = parseGrant(fromBase64(first ?? ''));
      const changed = writeGrant({ ...grant, purposes: ['threat_to_life'] });
      const answer = await submit(analyst, { ...submissionOf(api, sealed), grants: [toBase64(changed), ...rest] });
      expect(answer).toMatchObject({ code: 'E_GRANTSET' });
    });

    it('a grant is pasted from another report', async () => {
      const [one, two] = await Promise.all([sealFor(api), sealFor(api)]);
      const [, ...own] = submissionOf(api, one).grants;
      const [pasted] = submissionOf(api, two).grants;
      const answer = await submit(analyst, { ...submissionOf(api, one), grants: [pasted ?? '', ...own] });
      expect(answer).toMatchObject({ code: 'E_GRANT', path: 'grants[0]' });
    });

    it('the own unit has no grant', async () => {
      const input = submissionOf(api, await sealFor(api));
      const [recipient = ''] = input.grants;
      expect((await submit(analyst, { ...input, grants: [recipient] })).__typename).toBe('Invalid');
      expect(await submit(analyst, { ...input, grants: [recipient, recipient] })).toMatchObject({ code: 'E_GRANT' });
    });

    it('the policy is another than the signed one', async () => {
      const [one, two] = await Promise.all([sealFor(api), sealFor(api, { report: makeReport({ tlp: 'GREEN' }) })]);
      const answer = await submit(analyst, { ...submissionOf(api, one), policy: toBase64(two.policy) });
      expect(answer).toMatchObject({ code: 'E_POLICY', path: 'policy' });
    });

    it('the card is another than the signed one, or is left out', async () => {
      const sealed = await sealFor(api);
      const input = submissionOf(api, sealed);
      const salt = toBase64(randomBytes(32));
      const card = input.card?.card ?? '';
      expect(await submit(analyst, { ...input, card: { salt, card } })).toMatchObject({ code: 'E_FACETS' });
      expect(await submit(analyst, { ...input, card: null })).toMatchObject({ code: 'E_CARD' });
    });

    it('a card comes in clear although only recipients may discover the report', async () => {
      const sealed = await sealFor(api, { report: makeReport({ discovery: 'recipients' }) });
      const card = { salt: toBase64(randomBytes(32)), card: toBase64(Uint8Array.of(0xa0)) };
      expect(await submit(analyst, { ...submissionOf(api, sealed), card })).toMatchObject({ code: 'E_CARD' });
    });

    it('a part is not strict CBOR', async () => {
      const input = submissionOf(api, await sealFor(api));
      const longer = toBase64(Uint8Array.from([...fromBase64(input.frame), 0]));
      expect(await submit(analyst, { ...input, frame: longer })).toMatchObject({ code: 'E_CBOR', path: 'frame' });
    });

    it('it is a later version of a report', async () => {
      const sealed = await sealFor(api);
      const frame = parseFrame(sealed.frame);
      const core = writeCore({ ...parseCore(frame.core), version: 2, prevReportHash: reportHash(frame) });
      const signed = signFrame({ signer: frame.signer, core, mac: frame.mac }, api.world.analyst.sign.privateKey);
      const answer = await submit(analyst, { ...submissionOf(api, sealed), frame: toBase64(writeFrame(signed)) });
      expect(answer).toMatchObject({ code: 'E_VERSION' });
    });

    it('the agreement has ended', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const past = Math.floor(Date.now() / 1000) - 1;
      const { rows } = await api.admin.query<{ ends: string }>(
        `update sealbridge.agreement a set ends_at = $1 from sealbridge.agreement b where a.id = b.id
         returning b.ends_at as ends`,
        [past],
      );
      const answer = await submit(analyst, submissionOf(api, sealed));
      await api.admin.query('update sealbridge.agreement set ends_at = $1', [rows[0]?.ends]);
      expect(answer).toMatchObject({ __typename: 'Refused', reason: 'no_live_mou' });
    });

    it('the marking is above what the agreement allows', async () => {
      const sealed = await sealFor(api, { report: makeReport({ tlp: 'RED' }) });
      await upload(analyst, sealed);
      await api.admin.query('update sealbridge.agreement set marking_ceiling = 2');
      const answer = await submit(analyst, submissionOf(api, sealed));
      await api.admin.query('update sealbridge.agreement set marking_ceiling = 4');
      expect(answer).toMatchObject({ __typename: 'Refused', reason: 'clearance' });
    });

    it('the unit has a new epoch', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const { unit } = api.world.northgate;
      await api.admin.query('update sealbridge.unit set current_epoch = 0 where id = $1', [unit]);
      const answer = await submit(analyst, { ...submissionOf(api, sealed), clientMutationId: randomUUID() });
      await api.admin.query('update sealbridge.unit set current_epoch = 1 where id = $1', [unit]);
      expect(answer).toMatchObject({ __typename: 'StaleEpoch', code: 'E_STALE_EPOCH', units: [unit] });
    });

    it('the unit gets a new epoch while the submission is under way', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const { unit } = api.world.northgate;
      await api.admin.query('begin');
      await api.admin.query('update sealbridge.unit set current_epoch = 0 where id = $1', [unit]);
      const pending = submit(analyst, submissionOf(api, sealed));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await api.admin.query('commit');
      const answer = await pending;
      await api.admin.query('update sealbridge.unit set current_epoch = 1 where id = $1', [unit]);
      expect(answer).toMatchObject({ __typename: 'StaleEpoch', units: [unit] });
    });

    it('the epoch was closed', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const { unit } = api.world.northgate;
      await api.admin.query("update sealbridge.unit_epoch set state = 'closed' where unit_id = $1", [unit]);
      const answer = await submit(analyst, submissionOf(api, sealed));
      await api.admin.query("update sealbridge.unit_epoch set state = 'current' where unit_id = $1", [unit]);
      expect(answer).toMatchObject({ __typename: 'StaleEpoch' });
    });
  });

  describe.each(['northgate', 'harbour'] as const)('to the unit %s answers', (handle) => {
    const HOUR = 'floor(extract(epoch from now()) / 3600)::integer';
    const after = async (change: string): Promise<string> => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      const { unit } = api.world[handle];
      await api.admin.query(`update sealbridge.unit_epoch set ${change} where unit_id = $1`, [unit]);
      const answer = await submit(analyst, submissionOf(api, sealed));
      await api.admin.query(`update sealbridge.unit_epoch set due_since = null, hour = ${HOUR} where unit_id = $1`, [
        unit,
      ]);
      return answer.__typename;
    };

    it.each([
      ['the epoch has been due for a day', `due_since = ${HOUR} - 24`, 'StaleEpoch'],
      ['the epoch has been due for less than a day', `due_since = ${HOUR} - 23`, 'SubmitReportPayload'],
      ['the epoch is 90 days and a day old', `hour = ${HOUR} - 91 * 24`, 'StaleEpoch'],
      ['the epoch is 90 days and less than a day old', `hour = ${HOUR} - 91 * 24 + 1`, 'SubmitReportPayload'],
      ['the epoch states an hour that lies a day ahead', `hour = ${HOUR} + 24`, 'StaleEpoch'],
    ])('when %s', async (_when, change, expected) => {
      expect(await after(change)).toBe(expected);
    });
  });
});

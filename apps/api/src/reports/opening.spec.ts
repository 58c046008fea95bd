import {
  InboxDocument,
  LedgerDocument,
  OpeningOfferDocument,
  ReportDocument,
  type ApiClient,
  type LedgerQuery,
} from '../../../../test/support/api-documents.js';
import { fromBase64, randomBytes, signTyped, toBase64, toHex } from '@sealbridge/sodium';
import { leafHash, requireRequestLogged } from '@sealbridge/transparency';

import { startApi, type TestApi } from '../../../../test/support/api.js';
import {
  CASE_REF,
  offerFor,
  open,
  openInput,
  sealFor,
  sendReport,
  submissionOf,
} from '../../../../test/support/api-reports.js';
import { submit, upload } from '../../../../test/support/api-reports.js';
import { makeReport } from '../../../../test/support/envelope-fixture.js';

describe('openReport', () => {
  let api: TestApi;
  let analyst: ApiClient;
  let liaison: ApiClient;
  let outsider: ApiClient;
  let reportId: string;

  beforeAll(async () => {
    api = await startApi();
    analyst = await api.signIn(api.world.analyst);
    liaison = await api.signIn(api.world.liaison);
    outsider = await api.signIn(api.world.outsider);
    ({ reportId } = await sendReport(api, analyst));
  }, 60_000);
  afterAll(() => api.stop());

  const openings = async (): Promise<number> => {
    const { rows } = await api.admin.query<{ n: number }>('select count(*)::integer as n from sealbridge.opening');
    return rows[0]?.n ?? -1;
  };
  const ledgerOf = async (id: string, client = analyst): Promise<LedgerQuery['ledger']> =>
    (await client.request(LedgerDocument, { reportId: id, first: 100, after: null })).ledger;

  it('releases the grant as it was sealed, with a receipt, in the transaction of the entry', async () => {
    const sealed = await sendReport(api, analyst);
    const offer = await offerFor(liaison, sealed.reportId);
    const input = openInput(api, api.world.liaison, offer);
    const answer = await open(liaison, input);
    if (answer.__typename !== 'OpenReportPayload') throw new Error(answer.code);
    expect(fromBase64(answer.grant)).toEqual(Uint8Array.from(sealed.grants[0]?.bytes ?? []));
    expect(fromBase64(answer.frame)).toEqual(Uint8Array.from(sealed.frame));
    expect(fromBase64(answer.grantSet)).toEqual(Uint8Array.from(sealed.grantSet));
    const { payload, salt, leafHash: promised } = answer.event;
    const shown = { payload: fromBase64(payload), salt: fromBase64(salt), leafHash: fromBase64(promised) };
    const request = { bytes: fromBase64(input.request), signature: fromBase64(input.signature) };
    requireRequestLogged(shown, 'report.open', request);
    const { rows } = await api.admin.query<{ entry: Buffer; opened: number }>(
      `select entry, (select count(*)::integer from sealbridge.opening p where p.event_id = o.event_id) as opened
       from sealbridge.audit_outbox o where event_id = $1`,
      [answer.event.eventId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.opened).toBe(1);
    expect(toHex(leafHash(rows[0]?.entry ?? Buffer.alloc(0)))).toBe(toHex(fromBase64(answer.event.leafHash)));
  });

  it('writes case reference and justification beside the entry, not into it', async () => {
    const { rows } = await api.admin.query<{ detail: string; payload: string }>(
      `select d.case_ref as detail, encode(o.payload, 'escape') as payload from sealbridge.audit_detail d
       join sealbridge.audit_outbox o on o.event_id = d.event_id`,
    );
    expect(rows[0]?.detail).toBe(CASE_REF);
    expect(rows.map(({ payload }) => payload).join('')).not.toContain(CASE_REF);
  });

  it('takes a signed request once, and decides and logs each new one', async () => {
    const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
    const before = await openings();
    expect((await open(liaison, input)).__typename).toBe('OpenReportPayload');
    expect(await open(liaison, input)).toMatchObject({ __typename: 'Conflict' });
    const again = { ...openInput(api, api.world.liaison, await offerFor(liaison, reportId)) };
    expect((await open(liaison, { ...again, clientMutationId: input.clientMutationId })).__typename).toBe(
      'OpenReportPayload',
    );
    expect(await openings()).toBe(before + 2);
  });

  it('takes a nonce once when it comes twice at the same time', async () => {
    const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
    const answers = await Promise.all([open(liaison, input), open(liaison, input)]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Conflict', 'OpenReportPayload']);
  });

  it('gives the outsider the answer of a report that is not there', async () => {
    const unknown = await outsider.request(OpeningOfferDocument, { reportId: api.world.analyst.device });
    const addressedToOthers = await outsider.request(OpeningOfferDocument, { reportId });
    const blank = (value: object): object => ({ ...value, ref: '' });
    expect(blank(addressedToOthers.openingOffer)).toEqual(blank(unknown.openingOffer));
    expect((await outsider.request(ReportDocument, { id: reportId })).report).toBeNull();
    expect(await ledgerOf(reportId, outsider)).toBeNull();
    const offer = await offerFor(liaison, reportId);
    const stolen = openInput(api, api.world.outsider, offer);
    expect(await open(outsider, stolen)).toMatchObject({ __typename: 'Invalid', code: 'E_NONCE' });
  });

  it('refuses the originator of another unit and the administrator without the right', async () => {
    const admin = await api.signIn(api.world.admin);
    const { openingOffer } = await admin.request(OpeningOfferDocument, { reportId });
    expect(openingOffer).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
  });

  describe('refuses a request', () => {
    let before: number;

    beforeEach(async () => {
      before = await openings();
    });
    afterEach(async () => {
      expect(await openings()).toBe(before);
    });

    it.each([
      ['of another log', { origin: 'other.invalid/log' }, 'E_ORIGIN'],
      ['of another node', { nodeKeyId: new Uint8Array(32) }, 'E_NODE'],
      ['with a nonce of its own', { nonce: new Uint8Array(16).fill(255) }, 'E_NONCE'],
      ['of an hour ago', { time: Math.floor(Date.now() / 1000) - 3600 }, 'E_CLOCK'],
      ['that commits to another case', { caseRefCommitment: new Uint8Array(32) }, 'E_COMMITMENT'],
      ['that commits to another justification', { justificationCommitment: new Uint8Array(32) }, 'E_COMMITMENT'],
    ])('%s', async (_name, change, code) => {
      const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId), change);
      expect(await open(liaison, input)).toMatchObject({ __typename: 'Invalid', code });
    });

    it.each([
      ['an older version', { version: 2 }],
      ['another report hash', { reportHash: new Uint8Array(32) }],
      ['another grant set', { grantSetHash: new Uint8Array(32) }],
      ['another place in the chain of grant sets', { grantSetSeq: 1 }],
    ])('that names %s', async (_name, change) => {
      const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId), change);
      expect(await open(liaison, input)).toMatchObject({ __typename: 'Conflict' });
    });

    it('that names the grant of another unit', async () => {
      const { rows } = await api.admin.query<{ id: string }>(
        'select id from sealbridge.stored_grant where unit_id = $1 limit 1',
        [api.world.harbour.unit],
      );
      const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId), {
        grantId: rows[0]?.id as typeof api.world.liaison.device,
      });
      expect(await open(liaison, input)).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    });

    it('signed by another device', async () => {
      const { liaison: keys, liaison2 } = api.world;
      const offer = await offerFor(liaison, reportId);
      const forged = openInput(api, { ...keys, sign: liaison2.sign }, offer);
      expect(await open(liaison, forged)).toMatchObject({ __typename: 'Invalid', code: 'E_SIGNATURE' });
      const borrowed = openInput(api, liaison2, offer);
      expect(await open(liaison, borrowed)).toMatchObject({ code: 'E_SIGNER' });
    });

    it('whose bytes were changed after signing', async () => {
      const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
      const signature = toBase64(
        signTyped('sr1.session', fromBase64(input.request), api.world.liaison.sign.privateKey),
      );
      expect(await open(liaison, { ...input, signature })).toMatchObject({ code: 'E_SIGNATURE' });
    });

    it('without a justification', async () => {
      const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
      const empty = { ...input, justification: { ...input.justification, text: ' ' } };
      expect(await open(liaison, empty)).toMatchObject({ code: 'E_EMPTY', path: 'justification' });
    });

    it.each([
      ["the purpose is not the agreement's", 'wrong_purpose', `update sealbridge.agreement set purposes = '{audit}'`],
      ['the agreement has ended', 'no_live_mou', 'update sealbridge.agreement set ends_at = 1'],
      ['the clearance is too low', 'clearance', 'update sealbridge.member set clearance = 0'],
      ['the training has run out', 'training_expired', 'update sealbridge.member set training_until = 1'],
      ['the report was withdrawn', 'recalled', `update sealbridge.report set state = 'WITHDRAWN'`],
      ['the grant has ended', 'consent_expired', 'update sealbridge.stored_grant set not_after = 1'],
    ])('when %s', async (_name, reason, change) => {
      const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
      await api.admin.query('begin');
      const saved = await snapshot(api);
      await api.admin.query(change);
      await api.admin.query('commit');
      const answer = await open(liaison, input);
      await saved.restore();
      expect(answer).toMatchObject({ __typename: 'Refused', reason });
    });

    it('whose stored grant was changed in the database', async () => {
      const sealed = await sendReport(api, analyst);
      await api.admin.query(
        `update sealbridge.stored_grant g set wrapped = (select o.wrapped from sealbridge.stored_grant o
           where o.unit_id = g.unit_id and o.id <> g.id limit 1)
         from sealbridge.report r where r.row = g.row and r.id = $1`,
        [sealed.reportId],
      );
      const input = openInput(api, api.world.liaison, await offerFor(liaison, sealed.reportId));
      await expect(open(liaison, input)).rejects.toMatchObject({ code: 'INTERNAL' });
    });
  });

  it('shows every opening and refusal in the ledger of the originator, and to nobody else', async () => {
    const sealed = await sendReport(api, analyst);
    const offer = await offerFor(liaison, sealed.reportId);
    const opened = await open(liaison, openInput(api, api.world.liaison, offer));
    if (opened.__typename !== 'OpenReportPayload') throw new Error(opened.code);
    const offer2 = await offerFor(liaison, sealed.reportId);
    await open(liaison, openInput(api, api.world.liaison, offer2, { purpose: 'training_synthetic_only' }));
    await api.sequence();
    const ledger = await ledgerOf(sealed.reportId);
    expect(ledger?.edges.map(({ node }) => node)).toMatchObject([
      { decision: 'DENY', reasons: ['wrong_purpose'], unitHandle: 'northgate' },
      {
        eventId: opened.event.eventId,
        leafHash: opened.event.leafHash,
        decision: 'ALLOW',
        purpose: 'trafficking_investigation',
        organisationHandle: 'northgate',
        unitHandle: 'northgate',
        member: api.world.liaison.member,
        grantSetHash: toBase64(sealed.grantSetHash),
      },
    ]);
    expect(await ledgerOf(sealed.reportId, liaison)).toBeNull();
  });

  it('shows the originator the attempt of somebody it was not addressed to', async () => {
    const sealed = await sendReport(api, analyst);
    const { openingOffer } = await outsider.request(OpeningOfferDocument, { reportId: sealed.reportId });
    if (openingOffer.__typename !== 'Refused') throw new Error('not refused');
    await api.sequence();
    const ledger = await ledgerOf(sealed.reportId);
    expect(ledger?.edges.map(({ node }) => node)).toMatchObject([
      {
        eventId: openingOffer.ref,
        decision: 'DENY',
        reasons: ['not_permitted'],
        organisationHandle: null,
        member: api.world.outsider.member,
      },
    ]);
  });

  describe('inbox', () => {
    const pageOf = async (client: ApiClient, first: number, after: string | null) =>
      (await client.request(InboxDocument, { first, after })).inbox;

    it('lists what is addressed to the unit, newest first, page by page without repeats', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 3; n += 1) ids.unshift((await sendReport(api, analyst)).reportId);
      const one = await pageOf(liaison, 2, null);
      const two = await pageOf(liaison, 2, one.pageInfo.endCursor);
      const seen = [...one.edges, ...two.edges].map(({ node }) => node.id);
      expect(seen.slice(0, 3)).toEqual(ids);
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('shows no content, and no row number in its cursors', async () => {
      const { edges } = await pageOf(liaison, 1, null);
      expect(edges[0]?.node).toMatchObject({ originHandle: 'harbour', tlp: 'AMBER', attachments: 0, version: 1 });
      const again = await pageOf(liaison, 1, null);
      expect(again.edges[0]?.cursor).not.toBe(edges[0]?.cursor);
    });

    it('is empty for the outsider and for the sender', async () => {
      expect((await pageOf(outsider, 100, null)).edges).toEqual([]);
      expect((await pageOf(analyst, 100, null)).edges).toEqual([]);
    });

    it('refuses a cursor of another organisation and a page of more than a hundred', async () => {
      const { pageInfo } = await pageOf(liaison, 1, null);
      await expect(pageOf(outsider, 1, pageInfo.endCursor)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      await expect(pageOf(liaison, 101, null)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    });

    it('shows nothing while the agreement is not live', async () => {
      const saved = await snapshot(api);
      await api.admin.query('update sealbridge.agreement set ends_at = 1');
      const { edges } = await pageOf(liaison, 100, null);
      await saved.restore();
      expect(edges).toEqual([]);
    });
  });

  describe('ciphertext', () => {
    const bytesOf = async (client: ApiClient, sha256: Uint8Array, opening: string | null): Promise<Buffer> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await client.getBlob(toHex(sha256), opening)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };

    it('is served to the device that opened the report, under the event of the opening alone', async () => {
      const sealed = await sendReport(api, analyst, { report: makeReport({ title: 'x'.repeat(900) }) });
      const answer = await open(liaison, openInput(api, api.world.liaison, await offerFor(liaison, sealed.reportId)));
      if (answer.__typename !== 'OpenReportPayload') throw new Error(answer.code);
      const served = await bytesOf(liaison, sealed.body.sha256, answer.event.eventId);
      expect(served.length).toBe(sealed.body.length);
      await expect(bytesOf(liaison, sealed.body.sha256, null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(bytesOf(outsider, sealed.body.sha256, answer.event.eventId)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      const liaison2 = await api.signIn(api.world.liaison2);
      await expect(bytesOf(liaison2, sealed.body.sha256, answer.event.eventId)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      const other = await sendReport(api, analyst);
      await expect(bytesOf(liaison, other.body.sha256, answer.event.eventId)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('is served to the organisation that uploaded it', async () => {
      const sealed = await sealFor(api);
      await upload(analyst, sealed);
      expect((await bytesOf(analyst, sealed.body.sha256, null)).length).toBe(sealed.body.length);
    });

    it('is refused when hash or length are not those claimed, and nothing of it is kept', async () => {
      const bytes = randomBytes(200_000);
      const before = await api.admin.query('select count(*) from sealbridge.blob_chunk');
      const source = (sent: Uint8Array) => ({
        open: async function* () {
          yield await Promise.resolve(sent);
        },
      });
      const put = (sha256: string, length: number) => analyst.putBlob({ sha256, length, ...source(bytes) });
      await expect(put('0'.repeat(64), bytes.length)).rejects.toMatchObject({ detail: 'E_HASH' });
      await expect(put('0'.repeat(64), bytes.length + 1)).rejects.toMatchObject({ detail: 'E_LENGTH' });
      await expect(put('0'.repeat(64), bytes.length - 1)).rejects.toMatchObject({ detail: 'E_LENGTH' });
      const after = await api.admin.query('select count(*) from sealbridge.blob_chunk');
      expect(after.rows).toEqual(before.rows);
    });

    it('is taken once, however often it comes', async () => {
      const sealed = await sealFor(api);
      await Promise.all([upload(analyst, sealed), upload(analyst, sealed), upload(analyst, sealed)]);
      await upload(analyst, sealed);
      const { rows } = await api.admin.query('select complete from sealbridge.blob where sha256 = $1', [
        Buffer.from(sealed.body.sha256),
      ]);
      expect(rows).toEqual([{ complete: true }]);
      expect((await submit(analyst, submissionOf(api, sealed))).__typename).toBe('SubmitReportPayload');
    });

    it('is not taken from somebody who may not share', async () => {
      const sealed = await sealFor(api);
      await expect(upload(liaison, sealed)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(upload(api.guest, sealed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });
  });
});

/** The rows that a refusal case changes, to be put back. */
async function snapshot(api: TestApi): Promise<{ restore(): Promise<void> }> {
  const tables = ['agreement', 'member', 'report', 'stored_grant'];
  for (const table of tables) {
    await api.admin.query(
      `create table if not exists saved_${table} as select * from sealbridge.${table} with no data`,
    );
    await api.admin.query(`truncate saved_${table}`);
    await api.admin.query(`insert into saved_${table} select * from sealbridge.${table}`);
  }
  return {
    restore: async () => {
      await api.admin.query(`update sealbridge.agreement a set purposes = s.purposes, ends_at = s.ends_at
        from saved_agreement s where s.id = a.id and s.version = a.version`);
      await api.admin.query(`update sealbridge.member m set clearance = s.clearance, training_until = s.training_until
        from saved_member s where s.id = m.id`);
      await api.admin.query('update sealbridge.report r set state = s.state from saved_report s where s.id = r.id');
      await api.admin.query(
        'update sealbridge.stored_grant g set not_after = s.not_after from saved_stored_grant s where s.id = g.id',
      );
    },
  };
}

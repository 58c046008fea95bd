import { commitToText, parseOpenRequest, writeOpenRequest } from '@sealbridge/envelope';
import { fromBase64, randomBytes, signTyped, toBase64 } from '@sealbridge/sodium';
import { decodeAuditPayload } from '@sealbridge/transparency';

import type { ApiClient } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../test/support/api-reports.js';

describe('an open request is refused', () => {
  let api: TestApi;
  let liaison: ApiClient;
  let reportId: string;

  beforeAll(async () => {
    api = await startApi();
    liaison = await api.signIn(api.world.liaison);
    ({ reportId } = await sendReport(api, await api.signIn(api.world.analyst)));
  }, 60_000);
  afterAll(() => api.stop());

  it('whose texts hold what PostgreSQL does not store, before anything of it is read', async () => {
    const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId));
    const salt = randomBytes(16);
    const text = 'a\u0000b';
    const { acceptedUses, ...signed } = parseOpenRequest(fromBase64(input.request));
    const request = writeOpenRequest({
      ...signed,
      acceptedUses: acceptedUses ?? [],
      caseRefCommitment: commitToText(salt, text),
    });
    const signature = toBase64(signTyped('sr1.open', request, api.world.liaison.sign.privateKey));
    const changed = { ...input, request: toBase64(request), signature, caseRef: { text, salt: toBase64(salt) } };
    await expect(open(liaison, changed)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const { rows } = await api.admin.query('select 1 from sealbridge.opening');
    expect(rows).toEqual([]);
  });

  it('with an entry that says so', async () => {
    const input = openInput(api, api.world.liaison, await offerFor(liaison, reportId), { nonce: new Uint8Array(16) });
    await open(liaison, input);
    const { rows } = await api.admin.query<{ payload: Buffer }>(
      'select payload from sealbridge.audit_outbox where payload is not null order by id desc limit 1',
    );
    const [last] = rows.map(({ payload }) => decodeAuditPayload(new Uint8Array(payload)));
    expect(last).toMatchObject({ action: 'report.open', decision: { effect: 'ERROR', reasons: ['E_NONCE'] } });
  });
});

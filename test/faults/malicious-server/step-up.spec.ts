// Whoever stands between a person and the server, and sees the token of the session: it lets the person verify for one thing and uses that
// for another. The API is the real one.
import '../../support/malicious/removable-checks.js';

import { randomUUID } from 'node:crypto';

import { ExportAuditDocument, makeApiClient, RemovePasskeyDocument } from '@sealbridge/api-client';
import { payload, withStepUp } from '@sealbridge/client';
import { operationDigest, writeExportRequest } from '@sealbridge/envelope';
import { randomBytes, signTyped, toBase64 } from '@sealbridge/sodium';

import type * as Operation from '../../../libs/envelope/src/operation.js';
import { startApi, type TestApi } from '../../support/api.js';
import { FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { without } from '../../support/malicious/removed-check.js';
import { outcome } from '../../support/malicious/victim.js';
import { givePasskey, type SoftPasskey } from '../../support/soft-passkey.js';
import { stepUp, stepUpInput } from '../../support/stepping-up.js';

let api: TestApi;
let wanted: SoftPasskey;
let passkey: SoftPasskey;

beforeAll(async () => {
  api = await startApi();
  [wanted, passkey] = [await givePasskey(api, api.world.analyst), await givePasskey(api, api.world.analyst)];
}, 60_000);
afterAll(() => api.stop());

/** What the person wants: an export of the log. */
function exporting() {
  const { analyst } = api.world;
  const about = { origin: FIXTURE_ORIGIN, nodeKeyId: api.nodeKeyId, nonce: randomBytes(16), reportId: null };
  const time = Math.floor(Date.now() / 1000);
  const request = writeExportRequest({ ...about, time, size: 0, signer: analyst.device });
  const signature = toBase64(signTyped('sr1.export', request, analyst.sign.privateKey));
  return { request, input: { clientMutationId: randomUUID(), request: toBase64(request), signature } };
}

/** The person exports and is asked to verify; whoever stands between uses the token that is given out then to remove a passkey. */
const attack = async () => {
  const { device } = api.world.analyst;
  let token = await api.tokenOf(api.world.analyst);
  const { request, input } = exporting();
  const client = () => makeApiClient({ server: api.url, token });
  let exported = 0;
  const person = {
    stepUp: async (operation: Uint8Array) => {
      const made = await stepUpInput(client(), { api, device, operation }, { passkey });
      const answer = payload(await stepUp(client(), made), 'StepUpPayload');
      token = answer.token ?? token;
    },
  };
  await withStepUp(person, { mutation: 'exportAudit', parts: [request] }, async () => {
    if (exported++ === 0)
      payload((await client().request(ExportAuditDocument, { input })).exportAudit, 'ExportAuditPayload');
  });
  const remove = { clientMutationId: randomUUID(), id: toBase64(wanted.credentialId) };
  const { removePasskey } = await client().request(RemovePasskeyDocument, { input: remove });
  return payload(removePasskey, 'RemovePasskeyPayload');
};

it('uses a step-up for another operation than the person verified: the operation in what is signed stops it', async () => {
  expect(await outcome(attack)).toEqual({ code: 'E_STEP_UP_NEEDED', exit: 3 });
  const { operationDigest: actual } = jest.requireActual<typeof Operation>('../../../libs/envelope/src/operation.js');
  const asked = operationDigest('removePasskey', [wanted.credentialId]);
  const believing: typeof actual = (mutation, parts) => (mutation === 'exportAudit' ? asked : actual(mutation, parts));
  expect(await without('operationDigest', () => outcome(attack), believing)).toBe('silent');
});

// The same thing twice, or fifty times at once: one report. Each arrival is an act of its own and stands in the log.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import {
  OpenReportDocument,
  SubmitReportDocument,
  type OpenReportInput,
  type SubmitReportInput,
} from '@sealbridge/api-client';
import { makeOpenRequest } from '@sealbridge/opening';
import { toBase64 } from '@sealbridge/sodium';

import { requestOffer } from '../../apps/cli/src/opening/offer.js';
import type { Person } from '../../apps/cli/src/session/person.js';
import { asPerson, sealAndUpload, submissionOf } from '../support/as-person.js';
import { open, send, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';

const PARALLEL = 50;

jest.setTimeout(60_000);

let demo: DemoInstance;
let analyst: Person;

beforeAll(async () => {
  demo = await startDemo();
  analyst = await asPerson(demo, 'analyst');
}, 180_000);
afterAll(() => demo.stop(), 60_000);

async function submit(input: SubmitReportInput) {
  return (await analyst.client.request(SubmitReportDocument, { input })).submitReport;
}

async function sealed(name: string) {
  return sealAndUpload(analyst, writeReport(join(demo.scratch, name)));
}

async function count(sql: string, values: readonly unknown[]): Promise<number> {
  const database = await demo.superuser();
  try {
    const { rows } = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, [...values]);
    return rows[0]?.n ?? -1;
  } finally {
    await database.end();
  }
}

/** Waits until everything recorded is on the log. */
async function logged(): Promise<void> {
  while ((await count('audit_outbox', [])) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('a submission', () => {
  it(`makes one report when it arrives ${PARALLEL} times at once`, async () => {
    const ready = await sealed('one');
    const input = submissionOf(ready);
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => submit(input)));
    const { reportId } = ready.sealed;
    for (const answer of answers) expect(answer).toMatchObject({ __typename: 'SubmitReportPayload', reportId });
    await logged();
    expect(await count('report WHERE id = $1', [reportId])).toBe(1);
    expect(await count('stored_grant WHERE row = (SELECT row FROM report WHERE id = $1)', [reportId])).toBe(2);
    const entries = "audit_event WHERE object_id = $1 AND action = 'report.submit' AND decision = 'ALLOW'";
    expect(await count(entries, [reportId])).toBe(PARALLEL);
    const sets =
      "log_leaf WHERE kind = 'grantset' AND substring(entry FROM 4) = (SELECT grantset_hash FROM grantset WHERE row = (SELECT row FROM report WHERE id = $1))";
    expect(await count(sets, [reportId])).toBe(1);
  });

  it('is a conflict when its number stood for another report before, and nothing is stored', async () => {
    const input = submissionOf(await sealed('first'));
    expect(await submit(input)).toMatchObject({ __typename: 'SubmitReportPayload' });
    const other = await sealed('second');
    const answer = await submit({ ...submissionOf(other), clientMutationId: input.clientMutationId });
    expect(answer).toMatchObject({ __typename: 'Conflict' });
    expect(await count('report WHERE id = $1', [other.sealed.reportId])).toBe(0);
  });

  it('is a conflict when the report is there already under another number', async () => {
    const input = submissionOf(await sealed('again'));
    expect(await submit(input)).toMatchObject({ __typename: 'SubmitReportPayload' });
    expect(await submit({ ...input, clientMutationId: randomUUID() })).toMatchObject({ __typename: 'Conflict' });
  });
});

describe('an opening', () => {
  it('succeeds for two readers at once, and both stand in the ledger', async () => {
    const { reportId } = await send(demo, writeReport(join(demo.scratch, 'two-readers')));
    const readers = ['liaison', 'liaison2', 'liaison'];
    const results = await Promise.all(readers.map((profile) => open(demo, profile, reportId)));
    const opened = results.map((result) => succeeded(result).json() as { eventId: string; entry: { index: number } });
    expect(new Set(opened.map(({ eventId }) => eventId)).size).toBe(readers.length);
    expect(new Set(opened.map(({ entry }) => entry.index)).size).toBe(readers.length);
    const ledger = succeeded(await demo.cli('analyst', ['report', 'ledger', reportId, '--json'])).json();
    expect((ledger as { entries: unknown[] }).entries).toHaveLength(readers.length);
  });

  describe('whose signed request is sent again', () => {
    let liaison: Person;
    let input: OpenReportInput;

    beforeAll(async () => {
      const { reportId } = await send(demo, writeReport(join(demo.scratch, 'replayed')));
      liaison = await asPerson(demo, 'liaison');
      const offered = await requestOffer(liaison, reportId, 'trafficking_investigation');
      const texts = { caseRef: 'NG-2026-17', justification: 'same route' };
      const request = makeOpenRequest(offered.offer, {
        ...texts,
        logOrigin: liaison.profile.origin,
        nodeKeyId: liaison.node.keyId,
        nonce: offered.nonce,
        now: Math.floor(Date.now() / 1000),
        grantId: offered.grantId,
        purpose: 'trafficking_investigation',
        legalBasis: 'competent_authority_task',
        acceptedUses: offered.prohibited,
        directorySize: offered.directory.log.edge.size,
        device: liaison.keys.device,
        signPrivateKey: liaison.keys.sign.privateKey,
      });
      input = {
        clientMutationId: randomUUID(),
        request: toBase64(request.bytes),
        signature: toBase64(request.signature),
        caseRef: { text: texts.caseRef, salt: toBase64(request.caseRefSalt) },
        justification: { text: texts.justification, salt: toBase64(request.justificationSalt) },
      };
      expect(await openWith(input)).toMatchObject({ __typename: 'OpenReportPayload' });
    }, 60_000);

    async function openWith(changed: OpenReportInput, person = liaison) {
      return (await person.client.request(OpenReportDocument, { input: changed })).openReport;
    }

    it('is not granted a second time', async () => {
      const answers = [await openWith(input), await openWith({ ...input, clientMutationId: randomUUID() })];
      expect(answers.map(({ __typename }) => __typename)).not.toContain('OpenReportPayload');
    });

    it('is not granted to a colleague who stole it', async () => {
      const colleague = await asPerson(demo, 'liaison2');
      const answer = await openWith({ ...input, clientMutationId: randomUUID() }, colleague);
      expect(answer.__typename).not.toBe('OpenReportPayload');
    });
  });
});

import { SubmitReportDocument } from '@sealbridge/api-client';
import { call, checkReceipt, payload, requirePromiseOf } from '@sealbridge/client';
import type { SealedBlob } from '@sealbridge/sealing';
import { equal, fromBase64, toBase64, toHex } from '@sealbridge/sodium';
import type { Receipt } from '@sealbridge/transparency';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Person } from '../session/person.js';
import type { ReadyReport } from './seal.js';

/** What the server answered to a submission, its receipt verified. */
export interface Submitted {
  readonly reportId: string;
  readonly version: number;
  readonly eventId: string;
  readonly leafHash: Uint8Array;
  readonly receipt: Receipt;
  readonly receiptBytes: Uint8Array;
}

/**
 * Uploads the ciphertext and submits the report. `clientMutationId` makes a repeated submission one report. Throws a
 * Failure: refused (3), conflict or stale key (6), network (7), or a receipt that does not verify (5).
 */
export async function submit(person: Person, ready: ReadyReport, clientMutationId: string): Promise<Submitted> {
  const { sealed, checkpointNote } = ready;
  for (const blob of [sealed.body, ...sealed.attachments]) await upload(person, blob);
  const input = {
    clientMutationId,
    frame: toBase64(sealed.frame),
    policy: toBase64(sealed.policy),
    card: sealed.card === null ? null : { salt: toBase64(sealed.card.salt), card: toBase64(sealed.card.card) },
    grants: sealed.grants.map(({ bytes }) => toBase64(bytes)),
    grantSet: toBase64(sealed.grantSet),
    checkpointNote: toBase64(checkpointNote),
  };
  const { submitReport } = await call(() => person.client.request(SubmitReportDocument, { input }));
  const { reportId, version, reportHash, event } = payload(submitReport, 'SubmitReportPayload');
  if (reportId !== sealed.reportId || !equal(fromBase64(reportHash), sealed.reportHash)) throw otherReport();
  const receiptBytes = fromBase64(event.receipt);
  const receipt = checkReceipt(person, receiptBytes, event);
  requirePromiseOf(sealed, event);
  return { reportId, version, eventId: event.eventId, leafHash: receipt.leafHash, receipt, receiptBytes };
}

async function upload(person: Person, blob: SealedBlob): Promise<void> {
  await call(() => person.client.putBlob({ sha256: toHex(blob.sha256), length: blob.length, open: () => blob.open() }));
}

function otherReport(): Failure {
  return new Failure({
    code: 'E_CONFLICT',
    exit: EXIT.CONFLICT,
    message: 'the server answered for another report than the one submitted',
  });
}

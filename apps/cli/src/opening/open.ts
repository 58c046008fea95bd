import { randomUUID } from 'node:crypto';

import { OpenReportDocument } from '@sealbridge/api-client';
import { call, checkReceipt, openUnitSeed, payload, requirePromiseAbout } from '@sealbridge/client';
import { parseGrant } from '@sealbridge/envelope';
import { makeOpenRequest, type OpenedReport, OpeningError, openReport, type ReadingUnit } from '@sealbridge/opening';
import { fromBase64, toBase64, wipe } from '@sealbridge/sodium';
import type { Purpose } from '@sealbridge/vocabulary';

import type { Person } from '../session/person.js';
import { cannotOpen, opening } from './cannot-open.js';
import { fetchCiphertext } from './ciphertext.js';
import type { Grounds } from './grounds.js';
import { keepReceipt } from './keep-receipt.js';
import type { Offered } from './offer.js';
import { keepSeenReport } from './seen-reports.js';
import { sealedUnder } from './sealed-under.js';

/** Why somebody opens a report; stated, signed and logged before the key is released. */
export interface Declaration extends Grounds {
  readonly purpose: Purpose;
  readonly caseRef: string;
  readonly justification: string;
}

/** An opened report and the promise that its opening will be on the log. */
export interface Opening {
  readonly report: OpenedReport;
  readonly eventId: string;
  readonly leafHash: Uint8Array;
  readonly receiptFile: string;
}

/** Signs the request, stores the receipt, and only then opens. Throws a Failure: exit 3 refused, 5, 6 or 7. */
export async function open(person: Person, offered: Offered, declaration: Declaration): Promise<Opening> {
  const { request, released } = await requestKey(person, offered, declaration);
  const { eventId } = released.event;
  const receiptBytes = fromBase64(released.event.receipt);
  const receipt = checkReceipt(person, receiptBytes, released.event);
  requirePromiseAbout('report.open', request, released.event);
  const receiptFile = keepReceipt(person.profile, eventId, receipt, receiptBytes);
  const report = await openReleased(person, offered, { released, declaration });
  await keepSeenReport(person.profile, offered.reportId, report.seen);
  return { report, eventId, leafHash: receipt.leafHash, receiptFile };
}

type Released = Awaited<ReturnType<typeof requestKey>>['released'];

async function requestKey(person: Person, offered: Offered, declaration: Declaration) {
  const { purpose, legalBasis, acceptedUses, caseRef, justification } = declaration;
  const request = makeOpenRequest(offered.offer, {
    logOrigin: person.profile.origin,
    nodeKeyId: person.node.keyId,
    nonce: offered.nonce,
    now: Math.floor(Date.now() / 1000),
    grantId: offered.grantId,
    purpose,
    legalBasis,
    acceptedUses,
    caseRef,
    justification,
    directorySize: offered.directory.log.edge.size,
    device: person.keys.device,
    signPrivateKey: person.keys.sign.privateKey,
  });
  const input = {
    clientMutationId: randomUUID(),
    request: toBase64(request.bytes),
    signature: toBase64(request.signature),
    caseRef: { text: caseRef, salt: toBase64(request.caseRefSalt) },
    justification: { text: justification, salt: toBase64(request.justificationSalt) },
  };
  const { openReport: answer } = await call(() => person.client.request(OpenReportDocument, { input }));
  return { request, released: payload(answer, 'OpenReportPayload') };
}

async function openReleased(
  person: Person,
  offered: Offered,
  { released, declaration }: { readonly released: Released; readonly declaration: Declaration },
): Promise<OpenedReport> {
  const { offer, directory } = offered;
  const grant = fromBase64(released.grant);
  const { agreement: named, grantId } = opening(() => parseGrant(grant));
  // The log says which grant was asked for; another one of the unit would be opened unseen.
  if (grantId !== offered.grantId) throw cannotOpen('E_GRANT');
  const { agreement, newest } = await sealedUnder(person, directory, named);
  const seed = await openUnitSeed(person, directory.state, offered.unit, offered.epoch);
  const unit = { ...seed, purposes: directory.state.units.get(offered.unit)?.purposes ?? [] };
  try {
    return await openReport(offer, {
      grant,
      unit,
      purpose: declaration.purpose,
      acceptedUses: declaration.acceptedUses,
      now: directory.log.now,
      agreement,
      newest,
      body: await fetchCiphertext(person, offer.core.body.sha256, released.event.eventId),
      card: cardOf(released),
    });
  } catch (error) {
    throw error instanceof OpeningError ? cannotOpen(error.local) : error;
  } finally {
    wipeUnit(unit);
  }
}

function cardOf({ card, cardSalt }: Pick<Released, 'card' | 'cardSalt'>) {
  if (typeof card !== 'string' || typeof cardSalt !== 'string') return null;
  return { salt: fromBase64(cardSalt), card: fromBase64(card) };
}

function wipeUnit({ seed }: ReadingUnit): void {
  wipe(seed);
}

import { OpeningOfferDocument } from '@sealbridge/api-client';
import { call, payload, serverLogFiles, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import { type GrantSetFrame, grantSetHash, parseGrantSetFrame, verifyGrantSet } from '@sealbridge/envelope';
import { type CheckedOffer, checkOffer } from '@sealbridge/opening';
import { fromBase64, toHex } from '@sealbridge/sodium';
import { type Id, parseId, type ProhibitedUse, type Purpose } from '@sealbridge/vocabulary';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Person } from '../session/person.js';
import { cannotOpen, opening } from './cannot-open.js';
import { prohibitedBy } from './grounds.js';
import { requireReliedOn } from './relied-checkpoint.js';
import { readSeenReport } from './seen-reports.js';

const GRANT_SET_WITHIN_MS = 10_000;

/** A report as it is offered for opening, checked against the directory at its place on the log. */
export interface Offered {
  readonly reportId: Id;
  readonly offer: CheckedOffer;
  readonly directory: VerifiedDirectory;
  readonly nonce: Uint8Array;
  readonly grantId: Id;
  readonly unit: Id;
  readonly epoch: number;
  /** What the agreements rule out, whatever it is opened for. */
  readonly prohibited: readonly ProhibitedUse[];
}

/**
 * Asks for what opening needs and checks it: signatures, signers, grant set, policies, the checkpoint that was relied on. Of several units
 * of the person the server chooses one that works for the purpose. Throws a Failure: exit 3 refused, exit 5 when something does not
 * verify, exit 6 when the grant set is not on the log yet.
 */
export async function requestOffer(person: Person, id: string, purpose: Purpose | null): Promise<Offered> {
  const reportId = parseId(id);
  if (reportId === null) throw usage('E_USAGE', 'the report id is not of the form of one');
  const answer = await call(() => person.client.request(OpeningOfferDocument, { reportId, purpose }));
  const offered = payload(answer.openingOffer, 'OpeningOffer');
  const grantSet = fromBase64(offered.grantSet);
  const { directory, grantSetIndex } = await directoryWith(person, grantSet);
  const frame = fromBase64(offered.frame);
  const offer = opening(() =>
    checkOffer({
      reportId,
      frame,
      policy: fromBase64(offered.policy),
      grantSet,
      grantSetIndex,
      directory: directory.state,
      logOrigin: person.profile.origin,
      seen: readSeenReport(person.profile, reportId),
    }),
  );
  const there = { profile: person.profile, files: serverLogFiles(person.server, person.token) };
  await requireReliedOn(there, directory.log, offer, { frame, note: fromBase64(offered.checkpointNote) });
  return {
    reportId,
    offer,
    directory,
    nonce: fromBase64(offered.nonce),
    grantId: offered.grantId as Id,
    unit: offered.unit as Id,
    epoch: offered.epoch,
    prohibited: prohibitedBy(offer, directory, person.profile.org, offered.prohibited),
  };
}

/** The directory at a checkpoint that holds the grant set: its place decides whether its signer counted. */
async function directoryWith(
  person: Person,
  grantSet: Uint8Array,
): Promise<{ readonly directory: VerifiedDirectory; readonly grantSetIndex: number }> {
  const frame = opening(() => parseGrantSetFrame(grantSet));
  const hash = toHex(grantSetHash(frame.grantSet));
  for (const end = Date.now() + GRANT_SET_WITHIN_MS; ;) {
    const directory = await syncDirectory(person);
    const grantSetIndex = directory.log.grantSets.get(hash);
    if (grantSetIndex !== undefined) return { directory, grantSetIndex };
    if (isForged(frame, directory)) throw cannotOpen('E_SIGNATURE');
    if (Date.now() >= end) throw notLogged();
  }
}

/** What is not on the log yet is not waited for when the device it names did not sign it. */
function isForged(frame: GrantSetFrame, { state }: VerifiedDirectory): boolean {
  const device = state.devices.get(frame.signer);
  return device !== undefined && !verifyGrantSet(frame, device.signPublicKey);
}

function notLogged(): Failure {
  return new Failure({
    code: 'E_NOT_LOGGED',
    exit: EXIT.CONFLICT,
    message: 'the grant set of this report is not on the log yet',
    hint: 'try again in a moment; if it stays so, tell the auditors',
  });
}

import { epochStatus } from '@sealbridge/directory';
import { verifyFrame, verifyGrantSet } from '@sealbridge/envelope';
import type { LiveAgreement, Member } from '@sealbridge/policy';
import { equal } from '@sealbridge/sodium';
import { handlingRank, markingRank, type Id } from '@sealbridge/vocabulary';

import type { Permit } from '../access/permit.js';
import { Refusal } from '../access/refusal.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { staleEpoch } from '../platform/graphql/user-error.js';

import type { Submission, SubmittedGrant } from './submission-parse.js';
import { requireThat } from './submission-rejections.js';
import type { LockedUnit, UploadedBlob } from './submission.repository.js';

const SECONDS_PER_HOUR = 3600;

/** What the database knows about a submission, read in its transaction. */
export interface SubmissionFacts {
  readonly signerKey: Uint8Array | null;
  /** Recipient units and the own one, locked. */
  readonly units: readonly LockedUnit[];
  readonly blobs: readonly UploadedBlob[];
  /** Root this log had at the size that was relied on. */
  readonly checkpointRoot: Uint8Array | null;
  /** Ends of agreements in UNIX seconds. */
  readonly agreementEnds: ReadonlyMap<Id, number>;
  readonly logOrigin: string;
}

/** A grant with the organisation of its unit. */
export interface AddressedGrant extends SubmittedGrant {
  readonly organisation: Id;
}

/** The signatures of frame and grant set are the session device's own. Throws Rejected. */
export function checkSignatures(submission: Submission, actor: Member, facts: SubmissionFacts): void {
  const { frame, grantSetFrame } = submission;
  const key = frame.signer === actor.device ? facts.signerKey : null;
  requireThat(
    key !== null && verifyFrame(frame, key),
    'E_SIGNATURE',
    'the frame is not signed by this device',
    'frame',
  );
  const signed = verifyGrantSet(grantSetFrame, key);
  requireThat(signed, 'E_SIGNATURE', 'the grant set is not signed by this device', 'grantSet');
}

/** The checkpoint relied on is one of this log. Throws Rejected. */
export function checkCheckpoint({ core, grantSet }: Submission, facts: SubmissionFacts): void {
  const known = [core.checkpoint, grantSet.checkpoint].every(
    ({ origin, root }) =>
      origin === facts.logOrigin && facts.checkpointRoot !== null && equal(root, facts.checkpointRoot),
  );
  requireThat(known, 'E_CHECKPOINT', 'the checkpoint is not one of this log', 'checkpointNote');
}

/** Body and attachments were uploaded by this organisation, with the signed hashes and lengths, in their order. Throws Rejected. */
export function checkBlobs({ core }: Submission, facts: SubmissionFacts): { row: string; attachment: Id | null }[] {
  const streams = [{ ...core.body, id: null }, ...core.attachments];
  const used = streams.map(({ sha256, length, id }, index) => {
    const blob = facts.blobs.find((candidate) => equal(candidate.sha256, sha256) && candidate.length === length);
    const path = index === 0 ? 'frame.body' : `frame.attachments[${String(index - 1)}]`;
    requireThat(blob !== undefined, 'E_BLOB', 'the ciphertext was not uploaded', path);
    return { row: blob.row, attachment: id };
  });
  const distinct = new Set(used.map(({ row }) => row)).size === used.length;
  requireThat(distinct, 'E_BLOB', 'one ciphertext stands twice', 'frame');
  return used;
}

/**
 * Every grant is for the current epoch of its unit, which nothing forbids to seal to, under an agreement that is live between the two organisations and
 * covers it. Throws Rejected with StaleEpoch or a code, and Refusal where policy says no.
 */
export function checkGrants(
  submission: Submission,
  permit: Permit,
  actor: Member,
  facts: SubmissionFacts,
): AddressedGrant[] {
  const stale = submission.grants.filter((grant) => isStale(grant, unitOf(grant, facts), permit.time));
  const addressed = submission.grants.map((grant) => checkGrant(submission, permit, actor, grant, facts));
  if (stale.length > 0) throw new Rejected(staleEpoch(stale.map(({ unit }) => unit)));
  return addressed;
}

function checkGrant(
  { policy, core }: Submission,
  permit: Permit,
  actor: Member,
  grant: SubmittedGrant,
  facts: SubmissionFacts,
): AddressedGrant {
  const unit = unitOf(grant, facts);
  const isOwn = grant.unit === core.originUnit;
  if (!isOwn) checkAgreement(grant, actor, unit, facts);
  permit.require('report.grant', {
    type: 'Grant',
    attributes: {
      ownGrant: isOwn,
      recipientUnit: grant.unit,
      recipientOrg: unit?.organisation ?? '',
      recipientStanding: unit?.standing ?? '',
      withinUnit: grant.purposes.every((purpose) => unit?.purposes.includes(purpose) === true),
      agreementId: grant.agreement?.id ?? '',
      marking: markingRank(policy.tlp),
      handling: handlingRank(policy.handling),
      purposes: [...grant.purposes],
    },
  });
  return { ...grant, organisation: unit?.organisation ?? actor.org };
}

/** A unit that is not there, or not visible, answers like one without an agreement. */
function checkAgreement(
  grant: SubmittedGrant,
  actor: Member,
  unit: LockedUnit | undefined,
  facts: SubmissionFacts,
): void {
  const live = actor.agreements.find(({ id }) => id === grant.agreement?.id);
  if (live === undefined || live.partner !== unit?.organisation) throw new Refusal('no_live_mou');
  requireThat(isUnder(grant, live), 'E_AGREEMENT', 'another version of the agreement is in force', 'grants');
  const end = facts.agreementEnds.get(live.id) ?? 0;
  const within = grant.notAfter * SECONDS_PER_HOUR <= end;
  requireThat(within, 'E_TERM', 'the grant outlasts the agreement', 'grants');
}

function isUnder({ agreement }: SubmittedGrant, live: LiveAgreement): boolean {
  return live.versionHash === Buffer.from(agreement?.versionHash ?? []).toString('hex');
}

/** Another epoch than the current one, one that is closed, or one that has been due for a day: the rule of the clients (security-corrections B5). */
function isStale({ epoch, kemPkSha256 }: SubmittedGrant, unit: LockedUnit | undefined, now: number): boolean {
  if (unit === undefined) return false;
  const { currentEpoch, epochState, kemPkSha256: current, epochHour: hour, dueSince } = unit;
  if (epoch !== currentEpoch || current === null || hour === null || !equal(current, kemPkSha256)) return true;
  return epochStatus({ closed: epochState !== 'current', hour, dueSince }, now) !== 'open';
}

function unitOf(grant: SubmittedGrant, { units }: SubmissionFacts): LockedUnit | undefined {
  return units.find(({ unit }) => unit === grant.unit);
}

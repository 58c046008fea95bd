import { encode } from '@sealbridge/cbor';
import {
  grantHash,
  grantSetHash,
  listsGrant,
  parseCore,
  parseFrame,
  parseGrant,
  parseGrantSet,
  parseGrantSetFrame,
  parsePolicy,
  policyHash,
  reportHash,
  type Core,
  type Frame,
  type Grant,
  type GrantSet,
  type GrantSetFrame,
  type Policy,
} from '@sealbridge/envelope';
import { equal, sha256 } from '@sealbridge/sodium';
import { PURPOSES_REGISTRY_VERSION } from '@sealbridge/vocabulary';

import { MAX_GRANTS, MAX_HOURS_OFF, MAX_NOTE_BYTES } from './report-rules.js';
import { readShippedCard, type ShippedCard } from './shipped-card.js';
import { inPart, requireThat } from './submission-rejections.js';
import type { SubmitReportInput } from './submission.types.js';

/** A grant with the bytes that are stored. */
export interface SubmittedGrant extends Grant {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

/** A submission whose parts are well formed and belong together; nothing outside it has been asked yet. */
export interface Submission {
  readonly frameBytes: Uint8Array;
  readonly frame: Frame;
  readonly core: Core;
  readonly reportHash: Uint8Array;
  readonly policyBytes: Uint8Array;
  readonly policy: Policy;
  readonly card: ShippedCard | null;
  readonly grants: readonly SubmittedGrant[];
  readonly grantSetFrameBytes: Uint8Array;
  readonly grantSetFrame: GrantSetFrame;
  readonly grantSet: GrantSet;
  readonly grantSetHash: Uint8Array;
  readonly note: Uint8Array;
  /** SHA-256 over the whole request. */
  readonly requestSha256: Uint8Array;
}

/**
 * Reads a submission and checks what can be checked without the database: strict form, every hash and cross reference, and
 * the hours. Throws Rejected with the code and the part. Signatures come later, with the keys of the directory.
 */
export function parseSubmission(input: SubmitReportInput, nowHour: number): Submission {
  const frame = inPart('frame', () => parseFrame(input.frame));
  const core = inPart('frame', () => parseCore(frame.core));
  const policy = inPart('policy', () => parsePolicy(input.policy));
  const grantSetFrame = inPart('grantSet', () => parseGrantSetFrame(input.grantSet));
  const submission: Submission = {
    frameBytes: input.frame,
    frame,
    core,
    reportHash: reportHash(frame),
    policyBytes: input.policy,
    policy,
    card: readShippedCard(input.card ?? null, core, policy),
    grants: parseGrants(input.grants),
    grantSetFrameBytes: input.grantSet,
    grantSetFrame,
    grantSet: inPart('grantSet', () => parseGrantSet(grantSetFrame.grantSet)),
    grantSetHash: grantSetHash(grantSetFrame.grantSet),
    note: input.checkpointNote,
    requestSha256: requestHash(input),
  };
  requireFrame(submission, nowHour);
  requireGrants(submission);
  requireGrantSet(submission, nowHour);
  return submission;
}

function parseGrants(list: readonly Uint8Array[]): SubmittedGrant[] {
  requireThat(list.length >= 2 && list.length <= MAX_GRANTS, 'E_RECIPIENTS', 'no recipient or too many', 'grants');
  return list.map((bytes, index) => {
    const grant = inPart(`grants[${String(index)}]`, () => parseGrant(bytes));
    return { ...grant, bytes, hash: grantHash(bytes) };
  });
}

function requireFrame({ frame, core, policyBytes, note }: Submission, nowHour: number): void {
  requireThat(frame.signer === core.signer, 'E_SIGNER', 'frame and core name different signers', 'frame');
  requireThat(core.version === 1, 'E_VERSION', 'a later version of a report cannot be sent yet', 'frame');
  requireThat(
    equal(policyHash(policyBytes), core.policyHash),
    'E_POLICY',
    'the policy is not the signed one',
    'policy',
  );
  requireThat(Math.abs(core.hour - nowHour) <= MAX_HOURS_OFF, 'E_CLOCK', 'the hour is not that of the server', 'frame');
  requireThat(note.length <= MAX_NOTE_BYTES, 'E_SIZE', 'the checkpoint is over its limit', 'checkpointNote');
  const sameNote = equal(sha256(note), core.checkpoint.noteSha256);
  requireThat(sameNote, 'E_CHECKPOINT', 'the checkpoint is not the one relied on', 'checkpointNote');
}

function requireGrants(submission: Submission): void {
  const { grants, core, policy } = submission;
  requireDistinct(
    grants.map(({ grantId }) => grantId),
    'a grant id stands twice',
  );
  requireDistinct(
    grants.map(({ unit }) => unit),
    'a unit stands twice',
  );
  grants.forEach((grant, index) => {
    requireGrant(submission, grant, `grants[${String(index)}]`);
  });
  const own = grants.find(({ unit }) => unit === core.originUnit);
  requireThat(own !== undefined, 'E_OWN_UNIT', 'the own unit has no grant', 'grants');
  const named = new Set(grants.flatMap(({ agreement }) => agreement?.id ?? []));
  const same = named.size === policy.agreements.length && policy.agreements.every((id) => named.has(id));
  requireThat(same, 'E_AGREEMENT', 'policy and grants name different agreements', 'policy');
}

function requireGrant({ core, policy, reportHash: hash }: Submission, grant: SubmittedGrant, path: string): void {
  const same = grant.reportId === core.reportId && grant.version === core.version && equal(grant.reportHash, hash);
  requireThat(same, 'E_GRANT', 'the grant is for another report', path);
  const isOwn = grant.unit === core.originUnit;
  requireThat((grant.agreement === null) === isOwn, 'E_AGREEMENT', 'only the own unit needs no agreement', path);
  const within = grant.purposes.length > 0 && grant.purposes.every((purpose) => policy.purposes.includes(purpose));
  requireThat(within, 'E_PURPOSE', 'a purpose that the policy does not allow', path);
  requireThat(grant.notAfter <= policy.openUntil, 'E_TERM', 'the grant outlasts the policy', path);
  const known = grant.purposesRegistry === PURPOSES_REGISTRY_VERSION;
  requireThat(known, 'E_PURPOSE', 'the purpose registry is not known', path);
}

function requireGrantSet(
  { grantSet, grantSetFrame, core, reportHash: hash, grants }: Submission,
  nowHour: number,
): void {
  const path = 'grantSet';
  const { reportId, version, originOrg, signer } = core;
  const same = grantSet.reportId === reportId && grantSet.version === version && equal(grantSet.reportHash, hash);
  requireThat(same && grantSet.originOrg === originOrg, 'E_GRANTSET', 'the grant set is for another report', path);
  const signed = grantSet.signer === signer && grantSetFrame.signer === signer;
  requireThat(signed, 'E_SIGNER', 'the grant set names another signer', path);
  requireThat(grantSet.seq === 0 && grantSet.state === 'ACTIVE', 'E_GRANTSET', 'not the first grant set', path);
  requireThat(equal(grantSet.policyHash, core.policyHash), 'E_POLICY', 'the grant set names another policy', path);
  requireThat(
    Math.abs(grantSet.hour - nowHour) <= MAX_HOURS_OFF,
    'E_CLOCK',
    'the hour is not that of the server',
    path,
  );
  const { checkpoint } = grantSet;
  const sameNote = equal(checkpoint.noteSha256, core.checkpoint.noteSha256) && checkpoint.size === core.checkpoint.size;
  requireThat(sameNote, 'E_CHECKPOINT', 'the grant set relies on another checkpoint', path);
  const all = grants.every((grant) => listsGrant(grantSet, grant.hash));
  requireThat(all, 'E_GRANTSET', 'a grant is not in the grant set', path);
}

function requireDistinct(ids: readonly string[], message: string): void {
  requireThat(new Set(ids).size === ids.length, 'E_GRANT', message, 'grants');
}

function requestHash({ frame, policy, card, grants, grantSet, checkpointNote }: SubmitReportInput): Uint8Array {
  const shipped = card === null || card === undefined ? null : [card.salt, card.card];
  return sha256(encode([frame, policy, shipped, grants, grantSet, checkpointNote]));
}

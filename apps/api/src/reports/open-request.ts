import {
  commitToText,
  EnvelopeError,
  parseOpenRequest,
  type OpenRequest,
  type ReadOpenRequest,
} from '@sealbridge/envelope';
import { equal, utf8, verifyTyped } from '@sealbridge/sodium';
import { LIMITS } from '@sealbridge/vocabulary';

import type { SessionContext } from '../access/caller.js';
import type { WrittenCommitments } from '../audit/event.js';

import type { OpeningNonce } from './opening-nonce.js';
import type { CommittedText, OpenReportInput } from './opening.types.js';
import { OPEN_CLOCK_SKEW_SECONDS } from './report-rules.js';
import { inPart, requireThat } from './submission-rejections.js';

/** What an open request has to fit. */
export interface OpenRequestPlace {
  readonly session: SessionContext;
  readonly signKey: Uint8Array | null;
  readonly logOrigin: string;
  readonly nodeKeyId: Uint8Array;
  readonly nonces: OpeningNonce;
  readonly nowSeconds: number;
}

/** An open request that may stand in the log as its device's, and what the reader wrote. */
export interface CheckedRequest {
  readonly request: OpenRequest;
  readonly written: WrittenCommitments;
}

/**
 * Reads and checks a signed open request field by field, before anything is decided: only a request that its device really
 * signed, for this node, now, may stand in the log as that device's. Throws Rejected.
 */
export function checkOpenRequest(input: OpenReportInput, place: OpenRequestPlace): CheckedRequest {
  const path = 'request';
  const request = inPart(path, () => parseOpenRequest(input.request));
  const { session, signKey, nowSeconds } = place;
  requireThat(request.signer === session.device, 'E_SIGNER', 'the request names another device', path);
  const signed = signKey !== null && verifyTyped('sr1.open', input.request, input.signature, signKey);
  requireThat(signed, 'E_SIGNATURE', 'the request is not signed by this device', 'signature');
  requireThat(request.origin === place.logOrigin, 'E_ORIGIN', 'the request is for another log', path);
  requireThat(equal(request.nodeKeyId, place.nodeKeyId), 'E_NODE', 'the request is for another node', path);
  const off = Math.abs(request.time - nowSeconds);
  requireThat(off <= OPEN_CLOCK_SKEW_SECONDS, 'E_CLOCK', 'the clock of the device is off', path);
  const noncePlace = { device: session.device, reportId: request.reportId };
  const good = place.nonces.isGood(request.nonce, noncePlace, nowSeconds);
  requireThat(good, 'E_NONCE', 'the nonce is not one of an offer that stands', path);
  return { request: withGrounds(request, path), written: checkWritten(input, request) };
}

/** A request in the form of before there were legal basis and accepted uses opens nothing any more. Throws Rejected. */
function withGrounds({ acceptedUses, ...request }: ReadOpenRequest, path: string): OpenRequest {
  requireThat(acceptedUses !== null, 'E_GROUNDS', 'the request says nothing of legal basis and prohibited uses', path);
  return { ...request, acceptedUses };
}

/** What the reader wrote, if the signed request commits to it. Throws Rejected. */
function checkWritten(input: OpenReportInput, request: ReadOpenRequest): WrittenCommitments {
  requireText(input.caseRef, request.caseRefCommitment, LIMITS.MAX_CASE_REF_BYTES, 'caseRef');
  requireText(input.justification, request.justificationCommitment, LIMITS.MAX_JUSTIFICATION_BYTES, 'justification');
  return {
    caseRef: input.caseRef.text,
    caseRefSalt: input.caseRef.salt,
    caseRefCommit: request.caseRefCommitment,
    justification: input.justification.text,
    justificationSalt: input.justification.salt,
    justificationCommit: request.justificationCommitment,
  };
}

function requireText({ text, salt }: CommittedText, commitment: Uint8Array, maxBytes: number, path: string): void {
  requireThat(text.trim() !== '', 'E_EMPTY', 'a text is needed', path);
  requireThat(utf8(text).length <= maxBytes, 'E_SIZE', 'the text is over its limit', path);
  requireThat(commits(salt, text, commitment), 'E_COMMITMENT', 'the request does not commit to this text', path);
}

function commits(salt: Uint8Array, text: string, commitment: Uint8Array): boolean {
  try {
    return equal(commitToText(salt, text), commitment);
  } catch (error) {
    if (error instanceof EnvelopeError) return false;
    throw error;
  }
}

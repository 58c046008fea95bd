import { randomBytes, sha256, utf8 } from '@sealbridge/sodium';
import { COMMITMENT_SALT_BYTES, commitText } from '@sealbridge/transparency';
import {
  idFromBytes,
  IDENTITY_GRANT_REASONS,
  IDENTITY_REFUSAL_REASONS,
  isCode,
  LIMITS,
  PURPOSES,
  type Id,
  type Purpose,
} from '@sealbridge/vocabulary';

import type { WrittenCommitments } from '../../audit/event.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

import type { AnswerIdentityInput, AskIdentityInput } from './identity.types.js';

const ID_BYTES = 16;
/** Questions of one member that may wait for an answer: custodians read each of them. */
export const MAX_OPEN_QUESTIONS = 50;

/** What somebody wrote for a question, with fresh salts and the commitments that go to the log. Throws Rejected. */
export function checkQuestion({ purpose, caseRef, justification }: AskIdentityInput): {
  readonly purpose: Purpose;
  readonly written: WrittenCommitments;
} {
  if (!isCode(PURPOSES, purpose)) throw new Rejected(invalid('E_PURPOSE', 'not a purpose', 'purpose'));
  requireText(caseRef, LIMITS.MAX_CASE_REF_BYTES, 'caseRef');
  requireText(justification, LIMITS.MAX_JUSTIFICATION_BYTES, 'justification');
  const [caseRefSalt, justificationSalt] = [randomBytes(COMMITMENT_SALT_BYTES), randomBytes(COMMITMENT_SALT_BYTES)];
  const written = {
    caseRef,
    caseRefSalt,
    caseRefCommit: commitText(caseRefSalt, caseRef),
    justification,
    justificationSalt,
    justificationCommit: commitText(justificationSalt, justification),
  };
  return { purpose, written };
}

/** Throws Rejected unless the reason is one of the list for this answer. */
export function requireReason({ grant, reason }: AnswerIdentityInput): void {
  const reasons: readonly string[] = grant ? IDENTITY_GRANT_REASONS : IDENTITY_REFUSAL_REASONS;
  if (!isCode(reasons, reason)) throw new Rejected(invalid('E_REASON', 'not a reason for this answer', 'reason'));
}

/** The id of a question follows from who asks under which key: the same request again is the same question. */
export function questionId(device: Id, clientMutationId: string): Id {
  return idFromBytes(sha256(utf8(`${device}/${clientMutationId}`)).slice(0, ID_BYTES));
}

function requireText(text: string, maxBytes: number, path: string): void {
  if (text.trim() === '') throw new Rejected(invalid('E_EMPTY', 'a text is needed', path));
  if (utf8(text).length > maxBytes) throw new Rejected(invalid('E_SIZE', 'the text is over its limit', path));
}

/** Why something may be left out of a policy and nothing changes: it is asked elsewhere too. */
const TWICE = 'whoever may remove a row may see it: the half that speaks of removing decides';
const NO_KEY = 'asks what USING asked, of the class or of columns that nobody may change';
const BOTH =
  'device and member: a session of the own device is one of the own member, which own_see and own_change let through';
const NARROWER = 'whom it lets through is refused by the check, and sees no such row';

/**
 * How many clauses of a part of a policy can be left out unnoticed, each by itself, and why that is so. Reviewed by hand: a number that
 * grows is a clause that nothing tests, one that shrinks an entry to be taken out.
 */
export const BELT_AND_BRACES: Readonly<Record<string, readonly [clauses: number, why: string]>> = {
  'agency_proof.remove USING': [2, TWICE],
  'application.change USING': [1, NARROWER],
  'audit_outbox.see USING': [1, 'the runtime role has no privilege to read the table'],
  'blob.remove USING': [3, TWICE],
  'blob_chunk.remove USING': [3, TWICE],
  'device_link.change WITH CHECK': [1, NO_KEY],
  'idempotency.remove USING': [2, TWICE],
  'invitation.change WITH CHECK': [1, NO_KEY],
  'lockbox.remove USING': [2, TWICE],
  'member_unit.remove USING': [3, TWICE],
  'notice.change WITH CHECK': [1, NO_KEY],
  'notice.remove USING': [2, TWICE],
  'notice_digest.change WITH CHECK': [1, NO_KEY],
  'notice_digest.remove USING': [2, TWICE],
  'opening_nonce.remove USING': [2, TWICE],
  'passkey.change WITH CHECK': [5, NO_KEY],
  'passkey.remove USING': [10, TWICE],
  'recovery_contribution.change WITH CHECK': [1, NO_KEY],
  'recovery_lockbox.change WITH CHECK': [1, NO_KEY],
  'recovery_lockbox.remove USING': [2, TWICE],
  'recovery_share.change WITH CHECK': [1, NO_KEY],
  'recovery_share.remove USING': [2, TWICE],
  'session.change USING': [1, BOTH],
  'session.change WITH CHECK': [1, 'a guest is let through by no USING'],
  'session.remove USING': [2, TWICE],
  'session.see USING': [1, BOTH],
  'shred_key.change USING': [1, NARROWER],
  'sign_in_failure.change WITH CHECK': [1, NO_KEY],
  'sign_in_failure.remove USING': [2, TWICE],
  'step_up.change WITH CHECK': [1, NO_KEY],
  'steward_interest.add WITH CHECK': [1, 'our own jobs are no member, and it has to be the own'],
  'used_challenge.remove USING': [2, TWICE],
  'vetting_evidence.change USING': [1, NARROWER],
};

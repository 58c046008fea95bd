/** What a notice can be about. A notice says its kind and nothing of the content. */
export const NOTICE_KINDS = [
  'agreement_ending',
  'agreement_changed',
  'agreement_waiting',
  'attestation_due',
  'training_ending',
  'suspension',
  'suspension_lapsed',
  'application_waiting',
  'application_decided',
  'invitation_accepted',
  'identity_asked',
  'inactivity_near',
  'recovery_started',
  'recovery_cancelled',
  'recovery_completed',
  'device_added',
  'device_revoked',
  'rotation_due',
  'passkey_added',
  'agency_linked',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

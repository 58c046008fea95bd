import type { NoticesQuery } from '@sealbridge/api-client';
import { NOTICE_KINDS, type NoticeKind } from '@sealbridge/vocabulary';

/** A notice as the server gives it. */
export type NoticeNode = NoticesQuery['notices']['edges'][number]['node'];

interface Words {
  /** What there is to read; `ON` stands for the date. */
  readonly says: string;
  /** The command that shows it; `ID` stands for the object. */
  readonly see: string | null;
}

const ON = '{date}';
const ID = '{id}';

const WORDS: Readonly<Record<NoticeKind, Words>> = {
  agreement_ending: { says: `an agreement ends on ${ON}`, see: `agreement show ${ID}` },
  agreement_changed: { says: 'an agreement is not what it was', see: `agreement show ${ID}` },
  agreement_waiting: { says: 'a proposal for an agreement waits', see: 'agreement list' },
  attestation_due: { says: `what was vetted has to be attested again by ${ON}`, see: 'org applications' },
  training_ending: { says: `a training ends on ${ON}; reports of others do not open after it`, see: null },
  suspension: { says: 'somebody was suspended, or is no longer', see: null },
  suspension_lapsed: { says: `an emergency suspension lapsed on ${ON}: no second steward confirmed it`, see: null },
  application_waiting: { says: 'an application waits', see: `org show ${ID}` },
  application_decided: { says: 'an application has moved on', see: `org show ${ID}` },
  invitation_accepted: { says: 'an invitation was accepted and waits to be confirmed', see: 'org invitations' },
  identity_asked: {
    says: 'somebody asks who stands behind a role handle (custodians: --received), or was answered',
    see: 'org identity list',
  },
  inactivity_near: { says: `a member was not seen for long and cannot sign in after ${ON}`, see: 'org members' },
  recovery_started: {
    says: `guardians have begun to give somebody new keys, from ${ON} on; if nobody asked for it, cancel it now`,
    see: 'keys recover list',
  },
  recovery_cancelled: { says: 'a recovery of keys was cancelled', see: 'keys recover list' },
  recovery_completed: { says: 'a recovery of keys was completed', see: 'keys recover list' },
  device_added: { says: 'a device was added; if it is not yours, revoke it now', see: 'keys devices' },
  device_revoked: { says: 'a device was revoked', see: 'keys devices' },
  rotation_due: { says: 'a unit needs new keys: seal nothing to the old ones', see: 'keys rotate' },
  passkey_added: { says: 'a passkey was added; if it was not you, remove it and revoke the device', see: 'keys show' },
  agency_linked: {
    says: 'somebody was shown by your agency for the first time, and is known to it from now on',
    see: 'org members',
  },
  policy_waiting: { says: 'a change of the policy waits for stewards', see: 'policy proposals' },
};

/** What a notice says, in words. A kind that this client does not know yet is named as it is. */
export function wordsOf({ kind, dueAt }: NoticeNode): string {
  if (!isKind(kind)) return kind;
  return WORDS[kind].says.replace(ON, dueAt?.slice(0, 'YYYY-MM-DD'.length) ?? 'a day not named');
}

/** The command that shows what a notice is about, or null. */
export function commandOf({ kind, objectId }: NoticeNode): string | null {
  const see = isKind(kind) ? WORDS[kind].see : null;
  if (see === null || (see.includes(ID) && objectId === null)) return null;
  return `npx sealbridge ${see.replace(ID, objectId ?? '')}`;
}

function isKind(text: string): text is NoticeKind {
  return (NOTICE_KINDS as readonly string[]).includes(text);
}

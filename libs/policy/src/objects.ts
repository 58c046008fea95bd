/** What a field of an object is, which decides the operators it may meet. `text` covers ids and codes. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'texts';

/**
 * Every object type a rule may speak of, with all its fields. A rule that names another field does not load.
 * Ranks (`marking`, `handling`) are those of the vocabulary; hours are UNIX hours.
 */
export const OBJECTS = {
  /** A device asking to sign in; `firstFactor`: what its organisation asks for besides the key has been shown. */
  Device: { deviceState: 'text', memberState: 'text', orgState: 'text', firstFactor: 'boolean' },
  Session: { member: 'text' },
  Self: { member: 'text' },
  /** `proved`: the device itself signed for it. */
  Passkey: { device: 'text', proved: 'boolean' },
  /** A fresh verification of the person at a device. */
  StepUp: { device: 'text' },
  /**
   * `proved`: the device signed the statement over it, or whoever asks holds the secret it is found by; `sameWays`: the ways in stay
   * what they were.
   */
  Vault: { device: 'text', proved: 'boolean', sameWays: 'boolean' },
  /** The link between two devices of a member; `proved`: whoever asks holds what is made from its code. */
  Link: { member: 'text', proved: 'boolean' },
  /** What an identity provider says of somebody who signs in; `proved` is the verdict over it. */
  Agency: { proved: 'boolean' },
  Instance: {},
  /**
   * Signed directory events; `authorised` is the verdict over their signatures and chain, `conflicted` whether the steward who
   * acts has an interest in the organisation or belongs to it.
   */
  DirectoryChange: { authorised: 'boolean', conflicted: 'boolean' },
  /** `guarded`: whoever asks is one of its guardians. */
  Organisation: { org: 'text', kind: 'text', guarded: 'boolean' },
  /**
   * How a member of `org` comes back to their keys. `guardian`: whoever asks is one of the organisation's; `authorised` is the
   * verdict over the signatures of its events; `ready`: guardians, delay and the witnesses allow its end.
   */
  Recovery: { org: 'text', guardian: 'boolean', authorised: 'boolean', state: 'text', ready: 'boolean' },
  /** `known`: each party has, or had, an agreement or an open proposal with the organisation of whoever asks. */
  Agreement: { parties: 'texts', authorised: 'boolean', known: 'boolean' },
  /** An application for admission, of `org`; `authorised` is the verdict over the signatures of a statement in it. */
  Application: {
    org: 'text',
    authorised: 'boolean',
    conflicted: 'boolean',
    /** Before an organisation is admitted, whoever applies for it may name the id of anybody: then it is nobody's own. */
    decided: 'boolean',
  },
  /** What a steward declares about their own ties. */
  Interest: { member: 'text' },
  Member: { org: 'text', member: 'text' },
  /** `proved`: whoever asks holds the secret of the invitation. */
  Invitation: { org: 'text', proved: 'boolean' },
  /** A question who stands behind a role handle: who asks, of which organisation's member, and whether that handle was shown to them. */
  Reveal: { asker: 'text', org: 'text', member: 'text', visible: 'boolean' },
  Notice: { member: 'text' },
  /** A report on its way in. */
  Draft: { originOrg: 'text', originUnit: 'text' },
  /** One grant of a draft: to whom, under which agreement, with which labels. */
  Grant: {
    ownGrant: 'boolean',
    recipientUnit: 'text',
    recipientOrg: 'text',
    /** The less of the standings of the recipient unit and its organisation. */
    recipientStanding: 'text',
    /** Whether the recipient unit works for each of its purposes. */
    withinUnit: 'boolean',
    agreementId: 'text',
    marking: 'number',
    handling: 'number',
    purposes: 'texts',
  },
  /** A report as the server knows it (L0); `held`: it is on hold. */
  Report: {
    originOrg: 'text',
    originUnit: 'text',
    recipientUnits: 'texts',
    marking: 'number',
    handling: 'number',
    state: 'text',
    discovery: 'text',
    held: 'boolean',
  },
  /** One grant of a stored report that somebody asks to have released. */
  Opening: {
    originOrg: 'text',
    grantUnit: 'text',
    ownGrant: 'boolean',
    state: 'text',
    discovery: 'text',
    /** On hold, nothing of the report is opened. */
    held: 'boolean',
    agreementId: 'text',
    /** Hex of the agreement version the grant was sealed under. */
    versionHash: 'text',
    purposes: 'texts',
    marking: 'number',
    handling: 'number',
    openUntil: 'number',
  },
  Blob: { org: 'text', reader: 'text' },
  /** Reports that come while somebody watches. */
  Watch: { member: 'text' },
  /** The people of a partner who could read, and what the agreement says about naming them. */
  Reader: { org: 'text', agreementId: 'text', attribution: 'text' },
  AuditEntry: { aboutOrg: 'text' },
  LogEntry: {},
  /** The policy in force, or a next one; `authorised` is the verdict over the signatures of stewards of both seats. */
  Policy: { authorised: 'boolean' },
  /** A decision that was made about something of an organisation. */
  Decision: { aboutOrg: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, FieldKind>>>>;

/** One of the object types. */
export type ObjectType = keyof typeof OBJECTS;

/** The kind of a field, null when the object has no such field. */
export function fieldKind(object: ObjectType, field: string): FieldKind | null {
  const fields: Readonly<Record<string, FieldKind>> = OBJECTS[object];
  return Object.hasOwn(fields, field) ? (fields[field] ?? null) : null;
}

/** True when `text` names an object type. */
export function isObjectType(text: string): text is ObjectType {
  return Object.hasOwn(OBJECTS, text);
}

/** Everything the queries and mutations do. The names are those of the audit log. */
export const ACTIONS = [
  'session.start',
  'session.refuse',
  'session.end',
  'session.list',
  'session.stepup',
  'passkey.register',
  'passkey.list',
  'passkey.remove',
  'vault.put',
  'vault.read',
  'vault.restore',
  'link.begin',
  'link.answer',
  'link.read',
  'link.prove',
  'agency.prove',
  'me.read',
  'instance.read',
  'directory.publish',
  'directory.read',
  'recovery.read',
  'recovery.start',
  'recovery.approve',
  'recovery.cancel',
  'recovery.complete',
  'recovery.share',
  'recovery.release',
  'exposure.read',
  'application.apply',
  'application.evidence',
  'application.attest',
  'application.end',
  'application.status',
  'application.verify',
  'application.admit',
  'application.read',
  'interest.declare',
  'interest.read',
  'standing.suspend',
  'standing.lift',
  'standing.read',
  'agreement.propose',
  'agreement.withdraw',
  'agreement.sign',
  'agreement.standing',
  'agreement.read',
  'agreement.preview',
  'member.list',
  'member.enable',
  'invitation.make',
  'invitation.list',
  'invitation.revoke',
  'invitation.confirm',
  'invitation.read',
  'invitation.join',
  'identity.ask',
  'identity.answer',
  'identity.list',
  'identity.read',
  'notice.list',
  'notice.settings',
  'report.submit',
  'report.grant',
  'report.inbox',
  'report.read',
  'report.open.offer',
  'report.open',
  'report.ledger',
  'report.watch',
  'reader.names',
  'blob.put',
  'blob.read',
  'audit.read',
  'audit.export',
  'log.read',
  'policy.read',
  'policy.proposals',
  'policy.propose',
  'policy.withdraw',
  'policy.sign',
  'decision.explain',
] as const;

export type Action = (typeof ACTIONS)[number];

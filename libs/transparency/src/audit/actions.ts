/** Legal classes of an action, after the logging duties of Directive (EU) 2016/680 article 25, and `operation` for the rest. */
export const LEGAL_CLASSES = [
  'collection',
  'alteration',
  'consultation',
  'disclosure',
  'combination',
  'erasure',
  'export',
  'operation',
] as const;

/** One of LEGAL_CLASSES. */
export type LegalClass = (typeof LEGAL_CLASSES)[number];

/** Every action this version writes, with its legal class. */
export const AUDIT_ACTIONS = {
  'session.start': 'operation',
  'session.refuse': 'operation',
  'session.end': 'operation',
  'session.stepup': 'operation',
  'agency.prove': 'operation',
  'node.start': 'operation',
  'node.heartbeat': 'operation',
  checkpoint: 'operation',
  'directory.publish': 'alteration',
  'passkey.register': 'alteration',
  'passkey.remove': 'alteration',
  'vault.put': 'alteration',
  'link.begin': 'alteration',
  'link.answer': 'alteration',
  'link.prove': 'alteration',
  'recovery.start': 'alteration',
  'recovery.approve': 'alteration',
  'recovery.cancel': 'alteration',
  'recovery.complete': 'alteration',
  'application.apply': 'alteration',
  'application.evidence': 'alteration',
  'application.attest': 'alteration',
  'application.end': 'alteration',
  'application.verify': 'alteration',
  'application.admit': 'alteration',
  'interest.declare': 'alteration',
  'standing.suspend': 'alteration',
  'standing.lift': 'alteration',
  'agreement.propose': 'alteration',
  'agreement.withdraw': 'alteration',
  'agreement.sign': 'alteration',
  'agreement.standing': 'alteration',
  'member.enable': 'alteration',
  'invitation.make': 'alteration',
  'invitation.revoke': 'alteration',
  'invitation.confirm': 'alteration',
  'invitation.join': 'alteration',
  'identity.ask': 'alteration',
  'notice.settings': 'alteration',
  'policy.propose': 'alteration',
  'policy.withdraw': 'alteration',
  'policy.sign': 'alteration',
  'report.grant': 'alteration',
  'report.withdraw': 'alteration',
  'report.submit': 'collection',
  'blob.put': 'collection',
  'report.inbox': 'consultation',
  'report.read': 'consultation',
  'report.open.offer': 'consultation',
  'report.ledger': 'consultation',
  'report.watch': 'consultation',
  'directory.read': 'consultation',
  'audit.read': 'consultation',
  'instance.read': 'consultation',
  'me.read': 'consultation',
  'session.list': 'consultation',
  'passkey.list': 'consultation',
  'vault.read': 'consultation',
  'link.read': 'consultation',
  'recovery.read': 'consultation',
  'recovery.share': 'consultation',
  'exposure.read': 'consultation',
  'application.status': 'consultation',
  'application.read': 'consultation',
  'interest.read': 'consultation',
  'standing.read': 'consultation',
  'agreement.read': 'consultation',
  'agreement.preview': 'consultation',
  'member.list': 'consultation',
  'invitation.list': 'consultation',
  'invitation.read': 'consultation',
  'identity.list': 'consultation',
  'identity.read': 'consultation',
  'notice.list': 'consultation',
  'log.read': 'consultation',
  'policy.read': 'consultation',
  'policy.proposals': 'consultation',
  'decision.explain': 'consultation',
  'report.open': 'disclosure',
  'reader.names': 'disclosure',
  'identity.answer': 'disclosure',
  'vault.restore': 'disclosure',
  'recovery.release': 'disclosure',
  'blob.read': 'disclosure',
  'audit.export': 'export',
  'report.shred': 'erasure',
} as const satisfies Record<string, LegalClass>;

/** An action this version writes. */
export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** The legal class of an action, or null for one this version does not know. */
export function legalClassOf(action: string): LegalClass | null {
  return isAuditAction(action) ? AUDIT_ACTIONS[action] : null;
}

/** Whether this version knows the action. */
export function isAuditAction(action: string): action is AuditAction {
  return Object.hasOwn(AUDIT_ACTIONS, action);
}

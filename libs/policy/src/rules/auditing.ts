import { ACTIVE, object, OVERSEES } from './requirements.js';

/** Who reads the audit record and the log. */
export const AUDITING = [
  {
    id: 'audit.read/auditors',
    actions: ['audit.read', 'audit.export'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
  {
    id: 'audit.read/own-reports',
    actions: ['audit.read', 'audit.export'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [...ACTIVE, object({ aboutOrg: { $eq: { ref: 'subject.org' } } })],
  },
  { id: 'log.read', actions: ['log.read'], object: 'LogEntry', audience: 'member', requires: [...ACTIVE] },
];

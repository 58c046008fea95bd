import { ACTIVE, object, OVERSEES, VERIFIED } from './requirements.js';

const OWN_REPORTS = object({ aboutOrg: { $eq: { ref: 'subject.org' } } });

/** Who reads the audit record and the log. */
export const AUDITING = [
  {
    id: 'audit.read/auditors',
    actions: ['audit.read'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
  {
    id: 'audit.export/auditors',
    actions: ['audit.export'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES, VERIFIED],
  },
  {
    id: 'audit.read/own-reports',
    actions: ['audit.read'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [...ACTIVE, OWN_REPORTS],
  },
  {
    id: 'audit.export/own-reports',
    actions: ['audit.export'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [...ACTIVE, OWN_REPORTS, VERIFIED],
  },
  { id: 'log.read', actions: ['log.read'], object: 'LogEntry', audience: 'member', requires: [...ACTIVE] },
];

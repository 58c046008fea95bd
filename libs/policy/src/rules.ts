import { parsePolicy, type PolicyDocument } from './document.js';

const ACTIVE = { reason: 'suspended', guard: { left: 'subject.active', op: 'eq', right: true } };

const right = (name: string): object => ({
  reason: 'not_permitted',
  guard: { left: 'subject.rights', op: 'contains', right: name },
});

const OVERSEES = { reason: 'not_permitted', guard: { left: 'subject.oversees', op: 'eq', right: true } };
const ADMITS = { reason: 'not_permitted', guard: { left: 'subject.admits', op: 'eq', right: true } };

const object = (conditions: object, reason = 'not_permitted'): object => ({ reason, conditions });

const ADDRESSED = object({ recipientUnits: { $any: { ref: 'subject.units' } } });
const OWN_ORGANISATION = object({ originOrg: { $eq: { ref: 'subject.org' } } });

/** Before and around a session. */
const SIGN_IN = [
  {
    id: 'session.start',
    actions: ['session.start'],
    object: 'Device',
    audience: 'guest',
    requires: [
      object({ deviceState: { $eq: 'active' } }),
      object({ memberState: { $eq: 'active' }, orgState: { $eq: 'active' } }, 'suspended'),
    ],
  },
  { id: 'session.refuse', actions: ['session.refuse'], object: 'Device', audience: 'guest', requires: [] },
  {
    id: 'session.end',
    actions: ['session.end'],
    object: 'Session',
    audience: 'member',
    requires: [object({ member: { $eq: { ref: 'subject.member' } } })],
  },
  {
    id: 'me.read',
    actions: ['me.read'],
    object: 'Self',
    audience: 'member',
    requires: [object({ member: { $eq: { ref: 'subject.member' } } })],
  },
  { id: 'instance.read', actions: ['instance.read'], object: 'Instance', audience: 'anyone', requires: [] },
];

/** The authority of a directory event lies in its signatures; the session adds nothing to it. */
const DIRECTORY = [
  {
    id: 'directory.publish',
    actions: ['directory.publish'],
    object: 'DirectoryChange',
    audience: 'anyone',
    requires: [object({ authorised: { $eq: true } })],
  },
  {
    id: 'directory.read/own-and-partners',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [
      ACTIVE,
      object({ $or: [{ org: { $eq: { ref: 'subject.org' } } }, { org: { $in: { ref: 'subject.partners' } } }] }),
    ],
  },
  {
    // every admission is countersigned by stewards, so everybody must be able to check their chain
    id: 'directory.read/stewards-chain',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [ACTIVE, object({ kind: { $eq: 'stewards' } })],
  },
  {
    id: 'directory.read/stewards',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [ACTIVE, ADMITS],
  },
  {
    id: 'directory.read/auditors',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [ACTIVE, OVERSEES],
  },
  {
    id: 'agreement.sign',
    actions: ['agreement.sign'],
    object: 'Agreement',
    audience: 'anyone',
    requires: [object({ authorised: { $eq: true } })],
  },
  {
    id: 'agreement.read/parties',
    actions: ['agreement.read'],
    object: 'Agreement',
    audience: 'member',
    requires: [ACTIVE, object({ parties: { $any: { ref: 'subject.orgs' } } })],
  },
  {
    id: 'agreement.read/stewards',
    actions: ['agreement.read'],
    object: 'Agreement',
    audience: 'member',
    requires: [ACTIVE, ADMITS],
  },
  {
    id: 'agreement.read/auditors',
    actions: ['agreement.read'],
    object: 'Agreement',
    audience: 'member',
    requires: [ACTIVE, OVERSEES],
  },
];

/** No agreement, no key: each grant of a draft needs a live agreement that covers its labels. */
const SENDING = [
  {
    id: 'report.submit',
    actions: ['report.submit'],
    object: 'Draft',
    audience: 'member',
    requires: [
      ACTIVE,
      right('report.share'),
      object({ originOrg: { $eq: { ref: 'subject.org' } }, originUnit: { $in: { ref: 'subject.units' } } }),
    ],
  },
  {
    id: 'report.grant/own-unit',
    actions: ['report.grant'],
    object: 'Grant',
    audience: 'member',
    requires: [
      ACTIVE,
      right('report.share'),
      object({ ownGrant: { $eq: true }, recipientUnit: { $in: { ref: 'subject.units' } } }),
    ],
  },
  {
    id: 'report.grant/agreement',
    actions: ['report.grant'],
    object: 'Grant',
    audience: 'member',
    each: 'agreement',
    requires: [
      ACTIVE,
      right('report.share'),
      object({ agreementId: { $eq: { ref: 'agreement.id' } }, recipientOrg: { $eq: { ref: 'agreement.partner' } } }),
      object({ purposes: { $within: { ref: 'agreement.purposes' } } }, 'wrong_purpose'),
      object(
        {
          marking: { $lte: { ref: 'agreement.markingCeiling' } },
          handling: { $lte: { ref: 'agreement.handlingCeiling' } },
        },
        'clearance',
      ),
    ],
  },
  {
    id: 'blob.put',
    actions: ['blob.put'],
    object: 'Blob',
    audience: 'member',
    requires: [ACTIVE, right('report.share'), object({ org: { $eq: { ref: 'subject.org' } } })],
  },
];

const LISTING = ['report.inbox', 'report.read'];

const RECEIVING = [
  {
    id: 'report.read/recipient',
    actions: LISTING,
    object: 'Report',
    audience: 'member',
    requires: [ACTIVE, right('report.open'), ADDRESSED],
  },
  {
    id: 'report.read/originator',
    actions: LISTING,
    object: 'Report',
    audience: 'member',
    requires: [ACTIVE, OWN_ORGANISATION],
  },
  {
    id: 'report.ledger',
    actions: ['report.ledger'],
    object: 'Report',
    audience: 'member',
    requires: [ACTIVE, OWN_ORGANISATION],
  },
  {
    id: 'report.open.offer/recipient',
    actions: ['report.open.offer'],
    object: 'Report',
    audience: 'member',
    requires: [ACTIVE, right('report.open'), ADDRESSED],
  },
  {
    id: 'report.open.offer/own-unit',
    actions: ['report.open.offer'],
    object: 'Report',
    audience: 'member',
    requires: [ACTIVE, right('report.share'), object({ originUnit: { $in: { ref: 'subject.units' } } })],
  },
  {
    id: 'report.open/recipient',
    actions: ['report.open'],
    object: 'Opening',
    audience: 'member',
    requires: [
      ACTIVE,
      right('report.open'),
      object({ ownGrant: { $eq: false }, grantUnit: { $in: { ref: 'subject.units' } } }),
      object({ state: { $eq: 'ACTIVE' } }, 'recalled'),
      object({ agreementId: { $in: { ref: 'subject.agreements' } } }, 'no_live_mou'),
      object({ openUntil: { $gt: { ref: 'env.hour' } } }, 'consent_expired'),
      object({ purposes: { $any: { ref: 'env.purposes' } } }, 'wrong_purpose'),
      object({ agreementId: { $in: { ref: 'subject.agreementsForPurpose' } } }, 'wrong_purpose'),
      object({ marking: { $lte: { ref: 'subject.clearance' } } }, 'clearance'),
      {
        reason: 'training_expired',
        guard: { left: 'subject.trainingUntil', op: 'gt', right: { ref: 'env.hour' } },
      },
      object({ agreementId: { $in: { ref: 'subject.agreementsInJurisdiction' } } }, 'jurisdiction'),
    ],
  },
  {
    id: 'report.open/own-unit',
    actions: ['report.open'],
    object: 'Opening',
    audience: 'member',
    requires: [
      ACTIVE,
      right('report.share'),
      object({ ownGrant: { $eq: true }, grantUnit: { $in: { ref: 'subject.units' } } }),
      object({ state: { $eq: 'ACTIVE' } }, 'recalled'),
      object({ purposes: { $any: { ref: 'env.purposes' } } }, 'wrong_purpose'),
      object({ marking: { $lte: { ref: 'subject.clearance' } } }, 'clearance'),
    ],
  },
  {
    id: 'blob.read',
    actions: ['blob.read'],
    object: 'Blob',
    audience: 'member',
    requires: [ACTIVE, object({ reader: { $eq: { ref: 'subject.member' } } })],
  },
];

const AUDITING = [
  {
    id: 'audit.read/auditors',
    actions: ['audit.read', 'audit.export'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [ACTIVE, OVERSEES],
  },
  {
    id: 'audit.read/own-reports',
    actions: ['audit.read', 'audit.export'],
    object: 'AuditEntry',
    audience: 'member',
    requires: [ACTIVE, object({ aboutOrg: { $eq: { ref: 'subject.org' } } })],
  },
  { id: 'log.read', actions: ['log.read'], object: 'LogEntry', audience: 'member', requires: [ACTIVE] },
];

/** The policy in force, as versioned data. Whoever changes a rule raises the version and adds a case to test/vectors/policy. */
export const POLICY: PolicyDocument = parsePolicy({
  version: 1,
  rules: [...SIGN_IN, ...DIRECTORY, ...SENDING, ...RECEIVING, ...AUDITING],
});

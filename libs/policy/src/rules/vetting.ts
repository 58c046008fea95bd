import { ACTIVE, ADMITS, object, OVERSEES, VERIFIED } from './requirements.js';

const SIGNED = object({ authorised: { $eq: true } });
const UNCONFLICTED = object({ conflicted: { $eq: false } }, 'conflict_of_interest');

/** Applications, the interests of stewards, and who stands how. The authority of an applicant lies in its signatures. */
export const VETTING = [
  {
    id: 'application.change',
    actions: ['application.apply', 'application.evidence', 'application.attest', 'application.end'],
    object: 'Application',
    audience: 'anyone',
    requires: [SIGNED],
  },
  {
    id: 'application.status',
    actions: ['application.status'],
    object: 'Application',
    audience: 'anyone',
    requires: [SIGNED],
  },
  {
    id: 'application.decide',
    actions: ['application.verify'],
    object: 'Application',
    audience: 'member',
    requires: [...ACTIVE, ADMITS, UNCONFLICTED],
  },
  {
    id: 'application.admit',
    actions: ['application.admit'],
    object: 'Application',
    audience: 'member',
    requires: [...ACTIVE, ADMITS, UNCONFLICTED, VERIFIED],
  },
  {
    // an organisation is admitted by an event of its chain, which both stewards signed
    id: 'application.admit/event',
    actions: ['application.admit'],
    object: 'DirectoryChange',
    audience: 'member',
    requires: [...ACTIVE, ADMITS, SIGNED, UNCONFLICTED, VERIFIED],
  },
  {
    id: 'application.read/stewards',
    actions: ['application.read'],
    object: 'Application',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    id: 'application.read/auditors',
    actions: ['application.read'],
    object: 'Application',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
  {
    id: 'application.read/own',
    actions: ['application.read'],
    object: 'Application',
    audience: 'member',
    requires: [...ACTIVE, object({ org: { $eq: { ref: 'subject.org' } }, decided: { $eq: true } })],
  },
  {
    id: 'interest',
    actions: ['interest.declare', 'interest.read'],
    object: 'Interest',
    audience: 'member',
    requires: [...ACTIVE, ADMITS, object({ member: { $eq: { ref: 'subject.member' } } })],
  },
  {
    id: 'standing.change',
    actions: ['standing.suspend', 'standing.lift'],
    object: 'DirectoryChange',
    audience: 'member',
    requires: [...ACTIVE, ADMITS, SIGNED, UNCONFLICTED, VERIFIED],
  },
  {
    id: 'standing.read/stewards',
    actions: ['standing.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    id: 'standing.read/auditors',
    actions: ['standing.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
  {
    id: 'standing.read/own-and-partners',
    actions: ['standing.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [
      ...ACTIVE,
      object({ $or: [{ org: { $eq: { ref: 'subject.org' } } }, { org: { $in: { ref: 'subject.partners' } } }] }),
    ],
  },
];

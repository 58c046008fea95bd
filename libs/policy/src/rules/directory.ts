import { ACTIVE, ADMITS, object, OVERSEES, VERIFIED } from './requirements.js';

/** The authority of a directory event lies in its signatures; the session adds nothing to it. */
export const DIRECTORY = [
  {
    id: 'directory.publish',
    actions: ['directory.publish'],
    object: 'DirectoryChange',
    audience: 'anyone',
    requires: [object({ authorised: { $eq: true } }), VERIFIED],
  },
  {
    id: 'directory.read/own-and-partners',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [
      ...ACTIVE,
      object({ $or: [{ org: { $eq: { ref: 'subject.org' } } }, { org: { $in: { ref: 'subject.partners' } } }] }),
    ],
  },
  {
    // every admission is countersigned by stewards, so everybody must be able to check their chain
    id: 'directory.read/stewards-chain',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [...ACTIVE, object({ kind: { $eq: 'stewards' } })],
  },
  {
    // whoever helps somebody back has to check what the organisation has signed
    id: 'directory.read/guardians',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [...ACTIVE, object({ guarded: { $eq: true } })],
  },
  {
    id: 'directory.read/stewards',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    id: 'directory.read/auditors',
    actions: ['directory.read'],
    object: 'Organisation',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
];

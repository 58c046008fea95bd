import { ACTIVE, ADMITS, object, OVERSEES, right, VERIFIED } from './requirements.js';

const OWN = object({ org: { $eq: { ref: 'subject.org' } } });
const GUARDIAN = object({ guardian: { $eq: true } });
const SIGNED = object({ authorised: { $eq: true } });

/** Coming back to lost keys with the help of guardians, and what somebody who is gone may have seen. */
export const RECOVERY = [
  {
    id: 'recovery.read/own',
    actions: ['recovery.read'],
    object: 'Recovery',
    audience: 'member',
    requires: [...ACTIVE, OWN],
  },
  {
    id: 'recovery.read/guardians',
    actions: ['recovery.read'],
    object: 'Recovery',
    audience: 'member',
    requires: [...ACTIVE, GUARDIAN],
  },
  {
    id: 'recovery.read/stewards',
    actions: ['recovery.read'],
    object: 'Recovery',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    id: 'recovery.read/auditors',
    actions: ['recovery.read'],
    object: 'Recovery',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
  {
    id: 'recovery.change',
    actions: ['recovery.start', 'recovery.approve', 'recovery.complete'],
    object: 'Recovery',
    audience: 'member',
    requires: [...ACTIVE, GUARDIAN, SIGNED, VERIFIED],
  },
  {
    // stopping a recovery takes nothing from anybody: as with other events, the signatures are the authority
    id: 'recovery.cancel',
    actions: ['recovery.cancel'],
    object: 'Recovery',
    audience: 'anyone',
    requires: [SIGNED, VERIFIED],
  },
  {
    id: 'recovery.share',
    actions: ['recovery.share'],
    object: 'Recovery',
    audience: 'member',
    requires: [...ACTIVE, GUARDIAN],
  },
  {
    // why it is not ready is told by whoever finds it out
    id: 'recovery.release',
    actions: ['recovery.release'],
    object: 'Recovery',
    audience: 'member',
    requires: [...ACTIVE, GUARDIAN, object({ ready: { $eq: true } }), VERIFIED],
  },
  {
    id: 'exposure.read',
    actions: ['exposure.read'],
    object: 'Member',
    audience: 'member',
    requires: [...ACTIVE, right('directory.admin'), OWN],
  },
];

import { object } from './requirements.js';

/** Before and around a session. */
export const SIGN_IN = [
  {
    id: 'session.start',
    actions: ['session.start'],
    object: 'Device',
    audience: 'guest',
    requires: [
      object({ deviceState: { $eq: 'active' } }),
      object(
        {
          orgState: { $in: ['active', 'provisional'] },
          memberState: { $in: ['active', 'provisional', 'inactive'] },
        },
        'suspended',
      ),
      object({ memberState: { $ne: 'inactive' } }, 'inactive'),
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

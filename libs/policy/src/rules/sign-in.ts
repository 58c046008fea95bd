import { object } from './requirements.js';

const PROVED = object({ proved: { $eq: true } });

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
      object({ firstFactor: { $eq: true } }, 'first_factor_needed'),
    ],
  },
  { id: 'session.refuse', actions: ['session.refuse'], object: 'Device', audience: 'guest', requires: [] },
  {
    id: 'session.own',
    actions: ['session.end', 'session.list'],
    object: 'Session',
    audience: 'member',
    requires: [object({ member: { $eq: { ref: 'subject.member' } } })],
  },
  {
    id: 'session.stepup',
    actions: ['session.stepup'],
    object: 'StepUp',
    audience: 'member',
    requires: [object({ device: { $eq: { ref: 'subject.device' } } })],
  },
  { id: 'agency.prove', actions: ['agency.prove'], object: 'Agency', audience: 'anyone', requires: [PROVED] },
  {
    id: 'me.read',
    actions: ['me.read'],
    object: 'Self',
    audience: 'member',
    requires: [object({ member: { $eq: { ref: 'subject.member' } } })],
  },
  { id: 'instance.read', actions: ['instance.read'], object: 'Instance', audience: 'anyone', requires: [] },
];

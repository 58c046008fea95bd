import { ACTIVE, ADMITS, object, OVERSEES, VERIFIED } from './requirements.js';

/** Who reads, changes and explains the policy itself. The authority of a change lies in two signatures. */
export const GOVERNING = [
  { id: 'policy.read', actions: ['policy.read'], object: 'Policy', audience: 'member', requires: [...ACTIVE] },
  {
    id: 'policy.proposals/steward',
    actions: ['policy.proposals'],
    object: 'Policy',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    id: 'policy.proposals/overseer',
    actions: ['policy.proposals'],
    object: 'Policy',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
  {
    id: 'policy.propose',
    actions: ['policy.propose', 'policy.withdraw'],
    object: 'Policy',
    audience: 'member',
    requires: [...ACTIVE, ADMITS],
  },
  {
    id: 'policy.sign',
    actions: ['policy.sign'],
    object: 'Policy',
    audience: 'anyone',
    requires: [object({ authorised: { $eq: true } }), VERIFIED],
  },
  {
    id: 'decision.explain',
    actions: ['decision.explain'],
    object: 'Decision',
    audience: 'member',
    requires: [...ACTIVE, OVERSEES],
  },
];

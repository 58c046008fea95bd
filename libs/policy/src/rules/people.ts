import { ACTIVE, object, right, VERIFIED } from './requirements.js';

const ADMINISTERS = [...ACTIVE, right('directory.admin'), object({ org: { $eq: { ref: 'subject.org' } } })];
const PROVED = object({ proved: { $eq: true } });

/** Members of the own organisation, invitations to it, who stands behind a role handle, and a member's own notices. */
export const PEOPLE = [
  {
    id: 'member.administer',
    actions: ['member.list', 'member.enable'],
    object: 'Member',
    audience: 'member',
    requires: ADMINISTERS,
  },
  {
    id: 'invitation.administer',
    actions: ['invitation.make', 'invitation.list', 'invitation.revoke'],
    object: 'Invitation',
    audience: 'member',
    requires: ADMINISTERS,
  },
  {
    id: 'invitation.confirm',
    actions: ['invitation.confirm'],
    object: 'Invitation',
    audience: 'member',
    requires: [...ADMINISTERS, VERIFIED],
  },
  {
    id: 'invitation.join',
    actions: ['invitation.read', 'invitation.join'],
    object: 'Invitation',
    audience: 'anyone',
    requires: [PROVED],
  },
  {
    id: 'identity.ask',
    actions: ['identity.ask'],
    object: 'Reveal',
    audience: 'member',
    requires: [...ACTIVE, object({ visible: { $eq: true } })],
  },
  {
    id: 'identity.answer',
    actions: ['identity.answer'],
    object: 'Reveal',
    audience: 'member',
    requires: [
      ...ACTIVE,
      right('identity.reveal'),
      object({ org: { $eq: { ref: 'subject.org' } } }),
      object({ member: { $ne: { ref: 'subject.member' } } }),
    ],
  },
  {
    id: 'identity.list/custodian',
    actions: ['identity.list'],
    object: 'Reveal',
    audience: 'member',
    requires: [...ACTIVE, right('identity.reveal'), object({ org: { $eq: { ref: 'subject.org' } } })],
  },
  {
    id: 'identity.read',
    actions: ['identity.read'],
    object: 'Reveal',
    audience: 'member',
    requires: [...ACTIVE, object({ asker: { $eq: { ref: 'subject.member' } } })],
  },
  {
    // whoever is suspended still reads why they hear nothing, and turns notices off
    id: 'notice.own',
    actions: ['notice.list', 'notice.settings'],
    object: 'Notice',
    audience: 'member',
    requires: [object({ member: { $eq: { ref: 'subject.member' } } })],
  },
];

import { ACTIVE, object, VERIFIED } from './requirements.js';

const PROVED = object({ proved: { $eq: true } });
const OWN_DEVICE = object({ device: { $eq: { ref: 'subject.device' } } });

/** Ways into the keys of a device: passkeys, the vault, and links by which a further device of a member comes in. */
export const KEYS = [
  {
    // the signature of the device is the authority: a device that waits to be confirmed has no session yet
    id: 'passkey.register',
    actions: ['passkey.register'],
    object: 'Passkey',
    audience: 'anyone',
    requires: [PROVED, VERIFIED],
  },
  { id: 'passkey.list', actions: ['passkey.list'], object: 'Passkey', audience: 'member', requires: [OWN_DEVICE] },
  {
    id: 'passkey.remove',
    actions: ['passkey.remove'],
    object: 'Passkey',
    audience: 'member',
    requires: [OWN_DEVICE, VERIFIED],
  },
  {
    id: 'vault.put',
    actions: ['vault.put'],
    object: 'Vault',
    audience: 'member',
    requires: [OWN_DEVICE, PROVED, VERIFIED],
  },
  {
    // what is inside changes with every look at the log; nobody gets in by another way than before
    id: 'vault.put/same-ways',
    actions: ['vault.put'],
    object: 'Vault',
    audience: 'member',
    requires: [OWN_DEVICE, PROVED, object({ sameWays: { $eq: true } })],
  },
  { id: 'vault.read', actions: ['vault.read'], object: 'Vault', audience: 'member', requires: [OWN_DEVICE] },
  {
    // whoever has lost every device holds nothing but the words
    id: 'vault.restore',
    actions: ['vault.restore'],
    object: 'Vault',
    audience: 'anyone',
    requires: [PROVED],
  },
  {
    id: 'link.join',
    actions: ['link.begin', 'link.read', 'link.prove'],
    object: 'Link',
    audience: 'anyone',
    requires: [PROVED],
  },
  {
    id: 'link.answer',
    actions: ['link.answer'],
    object: 'Link',
    audience: 'member',
    requires: [...ACTIVE, PROVED, object({ member: { $eq: { ref: 'subject.member' } } })],
  },
];

import { ACTIONS } from '../objects.js';
import { DOCUMENT, POLICY } from '../rules.js';
import { GUEST } from '../subject.js';
import { guestsMay, refusalOfMissing } from './missing.js';

/** Whoever adds one to this list opens a door to everybody. */
const WITHOUT_A_SESSION = [
  ...['session.start', 'session.refuse', 'passkey.register', 'vault.restore', 'link.begin', 'link.read', 'link.prove'],
  ...['agency.prove', 'instance.read', 'directory.publish', 'recovery.cancel'],
  ...['application.apply', 'application.evidence', 'application.attest', 'application.end', 'application.status'],
  ...['agreement.sign', 'agreement.standing', 'invitation.read', 'invitation.join', 'policy.sign'],
];

describe('acts of somebody without a session', () => {
  it('are those of this list and no others', () => {
    expect(ACTIONS.filter((action) => guestsMay(POLICY, action))).toEqual(WITHOUT_A_SESSION);
  });

  it('are those of which a rule speaks about guests or about anyone', () => {
    const spoken = (action: string): boolean =>
      DOCUMENT.rules.some(({ audience, actions }) => audience !== 'member' && actions.some((one) => one === action));
    for (const action of ACTIONS) expect(guestsMay(POLICY, action)).toBe(spoken(action));
  });

  it('tell nothing about what is missing', () => {
    for (const action of ACTIONS) expect(refusalOfMissing(POLICY, GUEST, action)).toBe('not_permitted');
  });
});

import type { Invite } from '@sealbridge/directory';
import type { InvitationLink, Pins } from '@sealbridge/keyring';

/** An invitation that was read and whose server is the one its link pins. */
export interface ReachedInvitation {
  readonly link: InvitationLink;
  readonly code: string;
  readonly invite: Invite;
  readonly pins: Pins;
}

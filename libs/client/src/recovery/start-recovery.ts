import {
  type DirectoryState,
  fingerprint,
  makeRecoveryStarted,
  type Member,
  type RecoveryReason,
} from '@sealbridge/directory';
import { deriveLink, type LinkSecrets, type Pins } from '@sealbridge/keyring';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { EventDraft, publishDraft } from '../directory/event-draft.js';
import { syncDirectory } from '../directory/sync-directory.js';
import { AnsweredLink, type AskingDevice } from '../links/answer-link.js';
import { readingCode } from '../links/ask-to-join.js';
import type { LinkWait } from '../links/link-wait.js';
import type { Person } from '../session/person.js';
import { guardianSigner } from './guardian-signer.js';
import { requireGuardian } from './own-share.js';

/** What a guardian has found out before: who asks, and why. */
export interface RecoveryClaim {
  /** Role handle of the member whose identity was checked. */
  readonly member: Id;
  readonly reason: RecoveryReason;
}

/** A recovery that has begun. */
export interface StartedRecovery extends AskingDevice {
  readonly recovery: Id;
  readonly org: Id;
  readonly member: Id;
  readonly delayHours: number;
  readonly threshold: number;
  readonly entry: number | null;
}

/** What of a device's pins holds for every organisation of an instance. */
export type InstancePins = Pick<Pins, 'server' | 'genesis' | 'policyText' | 'origin'>;

/** A guardian helps a member whose new device asks with a code. */
export class RecoveryLink extends AnsweredLink {
  constructor(
    person: Person,
    private readonly pins: InstancePins,
    secrets: LinkSecrets,
  ) {
    super(person, secrets);
  }

  /**
   * Says to the new device whose it becomes, takes its proof, and publishes RECOVERY_STARTED: from then on everybody of the organisation
   * sees it, and the delay runs. Throws a ClientError: `refused` for a device that is no guardian or a member who cannot be helped,
   * `verification` for messages of somebody without the code.
   */
  async start({ member: id, reason }: RecoveryClaim, wait: LinkWait = {}): Promise<StartedRecovery> {
    const directory = await syncDirectory(this.person);
    const member = requireMember(directory.state, id);
    const setup = directory.state.recoveryOf(member.org);
    requireGuardian(setup, this.person.keys.device);
    const pins = { ...this.pins, ...placeOf(directory.state, member) };
    const owner = { org: member.org, member: id, pins };
    const { device, link, signPublicKey, kemPublicKey, proof } = await this.proved(owner, wait);
    const claim = { org: member.org, member: id, device, invitation: link, signPublicKey, kemPublicKey, proof };
    const keyNumber = setup?.number ?? 0;
    const draft = new EventDraft(directory, member.org, [guardianSigner(this.person.keys)]);
    draft.addMade((position, context) => makeRecoveryStarted(position, claim, { keyNumber, reason }, context));
    const entry = await publishDraft(this.person, draft, directory);
    const { delayHours = 0, threshold = 0 } = setup ?? {};
    const started = { recovery: link, org: member.org, member: id, device, delayHours, threshold, entry };
    return { ...started, fingerprint: fingerprint(signPublicKey) };
  }
}

/** Looks at the device that asks, or will ask, with a code. Takes a moment and 64 MiB. Throws a ClientError (`usage`) for no code. */
export function linkToRecover(person: Person, pins: InstancePins, code: string): RecoveryLink {
  return new RecoveryLink(
    person,
    pins,
    readingCode(() => deriveLink(code)),
  );
}

/** A member who is not gone, by role handle or its beginning. Throws a ClientError (`refused`). */
export function requireMember(state: DirectoryState, id: Id): Member {
  const member = state.members.get(id);
  if (member?.ended === null) return member;
  throw new ClientError(
    'E_UNKNOWN_MEMBER',
    'refused',
    'no such member is in what you may read of the directory',
    'the administrator of the organisation knows the role handle: npx sealbridge org members',
  );
}

/** Where a member belongs: the first of their units. */
function placeOf(
  { organisations, units }: DirectoryState,
  { org, units: [first], roles }: Member,
): Pick<Pins, 'orgHandle' | 'unit' | 'unitHandle' | 'roles'> {
  const handle = organisations.get(org)?.handle;
  const unit = first === undefined ? undefined : units.get(first);
  if (handle === undefined || unit === undefined) {
    throw new ClientError('E_UNKNOWN_MEMBER', 'refused', 'the member belongs to no unit');
  }
  return { orgHandle: handle, unit: unit.unit, unitHandle: unit.handle, roles };
}

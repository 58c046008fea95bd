import { equal } from '@sealbridge/sodium';
import { addDevice, revokeDevice } from './apply-device.js';
import { addLockbox, beginEpoch } from './apply-epoch.js';
import { addMember, changeAdministrator, removeMember, updateMember } from './apply-member.js';
import { addUnit, admitOrganisation, limitUnit, rotateRoots } from './apply-organisation.js';
import { liftSuspension, suspend } from './apply-suspension.js';
import { requireAuthority, type Authority } from './authority.js';
import { bodyHash, type Body } from './body.js';
import type { Draft, EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import type { DirectoryEvent } from './event.js';
import type { EventRecord } from './event-record.js';
import type { Leaf } from './leaf.js';
import { openPrivatePart, type PrivatePart } from './private-part.js';
import { applyRecovery } from './recovery/apply-recovery.js';
import type { SignedAs } from './signature.js';
import { openSuspension } from './suspension.js';
import type { Chain, LogIndex, Member } from './world.js';

/**
 * Applies one record to a draft, or throws a DirectoryError; the draft is then to be thrown away. Order: place in the chain,
 * body and private part against their hashes, authority, effect. After an unread body only the head moves, because nobody
 * can judge who may sign.
 */
export function applyRecord(draft: Draft, record: EventRecord, index: LogIndex): void {
  const chain = draft.chains.get(record.leaf.org);
  requirePlace(chain, record, index);
  const part = requireContent(record);
  const readable = record.body !== null && (chain?.unreadFrom ?? null) === null;
  const comes = readable ? applyBody(draft, record, record.body, part, index) : null;
  const firstUnread = record.body === null ? { index } : null;
  draft.chains.set(record.leaf.org, {
    org: record.leaf.org,
    seq: record.leaf.seq,
    head: record.eventHash,
    headIndex: index,
    unreadFrom: chain?.unreadFrom ?? firstUnread,
    notBefore: Math.max(chain?.notBefore ?? 0, comes ?? 0),
  });
}

function requirePlace(chain: Chain | undefined, { leaf }: EventRecord, index: LogIndex): void {
  requireThat(
    leaf.seq === (chain === undefined ? 0 : chain.seq + 1),
    'E_SEQ',
    'the event is not the next of its chain',
  );
  const follows = chain === undefined ? leaf.prev === null : leaf.prev !== null && equal(leaf.prev, chain.head);
  requireThat(follows, 'E_PREV', 'the event does not follow the head of its chain');
  if (chain === undefined || index === null) return;
  const later = chain.headIndex !== null && index > chain.headIndex;
  requireThat(later, 'E_LOG_ORDER', 'the event lies on the log before the one it follows');
}

function requireContent({ leaf, bodyBytes, body, privateBytes }: EventRecord): PrivatePart | null {
  if (bodyBytes === null || body === null) return null;
  const own = equal(bodyHash(bodyBytes), leaf.bodyHash) && body.org === leaf.org && body.seq === leaf.seq;
  requireThat(own, 'E_BODY', 'the body is not that of the leaf');
  if (privateBytes === null) return null;
  const announced = body.event.type === 'MEMBER_ADD' ? body.event.privateHash : null;
  return openPrivatePart(privateBytes, announced);
}

/** Gives the hour of an event that counts only because that hour has come (`Chain.notBefore`), else null. */
function applyBody(
  draft: Draft,
  record: EventRecord,
  body: Body,
  part: PrivatePart | null,
  index: LogIndex,
): number | null {
  const { event, hour } = body;
  const { leaf } = record;
  requireThat((event.type === 'ORG_ADMIT') === (leaf.seq === 0), 'E_ADMISSION', 'a chain begins with its admission');
  const authority = requireAuthority(draft, record, body, index);
  const counts = event.type === 'RECOVERY_COMPLETED' || isLapsed(draft, authority);
  const place = { org: leaf.org, hour, index, eventHash: record.eventHash };
  applyEvent(draft, { event, authority, part, leaf }, place);
  keepEvent(draft, record, body, authority.as, index);
  return counts ? hour : null;
}

/** Whether an emergency over the member who signed must have lapsed. */
function isLapsed(draft: Draft, authority: Authority): boolean {
  return 'member' in authority && openSuspension(draft, authority.member.member) !== null;
}

function keepEvent(
  draft: Draft,
  { leaf, eventHash, signatures }: EventRecord,
  { event, hour }: Body,
  signedAs: SignedAs,
  index: LogIndex,
): void {
  const signers = signatures.map(({ kind, signer }) => ({ kind, signer }));
  const { org, seq } = leaf;
  const kept = { org, seq, type: event.type, hour, index, eventHash, signers, signedAs, event };
  draft.newest.set(org, { event: kept, before: draft.newest.get(org) ?? null });
}

interface Authorised {
  readonly event: DirectoryEvent;
  readonly authority: Authority;
  readonly part: PrivatePart | null;
  readonly leaf: Leaf;
}

function applyEvent(draft: Draft, { event, authority, part, leaf }: Authorised, place: EventPlace): void {
  switch (event.type) {
    case 'ORG_ADMIT':
      return admitOrganisation(draft, event, place);
    case 'UNIT_ADD':
      return addUnit(draft, event, place);
    case 'UNIT_PURPOSES':
      return limitUnit(draft, event, place);
    case 'MEMBER_ADD':
      return addMember(draft, event, part, place);
    case 'MEMBER_UPDATE':
      return updateMember(draft, event, place);
    case 'MEMBER_REMOVE':
      return removeMember(draft, event, place);
    case 'DEVICE_ADD':
      return addDevice(draft, event, leaf, { place, authority });
    case 'DEVICE_REVOKE':
      return revokeDevice(draft, event, place);
    case 'UNIT_EPOCH':
      return beginEpoch(draft, event, place);
    case 'LOCKBOX_ADD':
      return addLockbox(draft, event, authority, place);
    case 'SUSPEND':
      return suspend(draft, event, memberOf(authority), place);
    case 'SUSPEND_LIFT':
      return liftSuspension(draft, event, memberOf(authority), place);
    case 'ROOT_ROTATE':
      return rotateRoots(draft, event, leaf, place);
    case 'ADMIN_ADD':
    case 'ADMIN_REMOVE':
      return changeAdministrator(draft, event, place);
    default:
      return applyRecovery(draft, event, authority, place);
  }
}

function memberOf(authority: Authority): Member | null {
  return 'member' in authority ? authority.member : null;
}

import { equal, sha256 } from '@sealbridge/sodium';
import { addDevice, revokeDevice } from './apply-device.js';
import { addLockbox, beginEpoch } from './apply-epoch.js';
import { addMember, removeMember, updateMember } from './apply-member.js';
import { addUnit, admitOrganisation } from './apply-organisation.js';
import { liftSuspension, suspend } from './apply-suspension.js';
import { requireAuthority } from './authority.js';
import { bodyHash, type Body } from './body.js';
import type { Draft, EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import type { DirectoryEvent } from './event.js';
import type { EventRecord } from './event-record.js';
import type { Leaf } from './leaf.js';
import { parsePrivatePart, type PrivatePart } from './private-part.js';
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
  const lapse = readable ? applyBody(draft, record, record.body, part, index) : null;
  const firstUnread = record.body === null ? { index } : null;
  draft.chains.set(record.leaf.org, {
    org: record.leaf.org,
    seq: record.leaf.seq,
    head: record.eventHash,
    headIndex: index,
    unreadFrom: chain?.unreadFrom ?? firstUnread,
    notBefore: Math.max(chain?.notBefore ?? 0, lapse ?? 0),
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
  const matches = announced !== null && equal(sha256(privateBytes), announced);
  requireThat(matches, 'E_PRIVATE', 'the private part is not the announced one');
  return parsePrivatePart(privateBytes);
}

/** Gives the hour of an event that counts only because the emergency over its signer had lapsed by then, else null. */
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
  const signer = requireAuthority(draft, record, body, index);
  const lapsed = signer !== null && openSuspension(draft, signer.member) !== null;
  applyEvent(draft, { event, signer, part, leaf }, { org: leaf.org, hour, index, eventHash: record.eventHash });
  return lapsed ? hour : null;
}

interface Authorised {
  readonly event: DirectoryEvent;
  readonly signer: Member | null;
  readonly part: PrivatePart | null;
  readonly leaf: Leaf;
}

function applyEvent(draft: Draft, { event, signer, part, leaf }: Authorised, place: EventPlace): void {
  switch (event.type) {
    case 'ORG_ADMIT':
      return admitOrganisation(draft, event, place);
    case 'UNIT_ADD':
      return addUnit(draft, event, place);
    case 'MEMBER_ADD':
      return addMember(draft, event, part, place);
    case 'MEMBER_UPDATE':
      return updateMember(draft, event, place);
    case 'MEMBER_REMOVE':
      return removeMember(draft, event, place);
    case 'DEVICE_ADD':
      return addDevice(draft, event, leaf, place);
    case 'DEVICE_REVOKE':
      return revokeDevice(draft, event, place);
    case 'UNIT_EPOCH':
      return beginEpoch(draft, event, place);
    case 'LOCKBOX_ADD':
      return addLockbox(draft, event, place);
    case 'SUSPEND':
      return suspend(draft, event, signer, place);
    case 'SUSPEND_LIFT':
      return liftSuspension(draft, event, signer, place);
  }
}

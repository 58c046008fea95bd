import { equal, isAcceptableSigningKey, verifyTyped } from '@sealbridge/sodium';
import { PURPOSES } from '@sealbridge/vocabulary';
import { requireUnit } from './apply-epoch.js';
import { proofOfRoot, type ChainPosition } from './build-event.js';
import { claimKeys, requireNewId, type Draft, type EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import type { OrgAdmit, RootRotate, UnitAdd, UnitPurposes } from './event.js';
import { isOrgHandle } from './field-rules.js';
import { rootKeyId } from './signature.js';
import type { RootKey } from './world.js';

/** Effect of ORG_ADMIT. The stewards' own is accepted only as the pinned one. */
export function admitOrganisation(draft: Draft, event: OrgAdmit, place: EventPlace): void {
  const { handle, kind, country, name } = event;
  requireThat(isOrgHandle(handle), 'E_FIELD', 'malformed handle of an organisation');
  requireThat(!draft.orgHandles.has(handle), 'E_DUPLICATE_HANDLE', 'a handle is used before');
  requireNewId(draft, place.org);
  requireThat(event.rootKeys.every(isAcceptableSigningKey), 'E_SIGNING_KEY', 'a root key is not acceptable');
  claimKeys(draft, ...event.rootKeys);
  if (kind === 'stewards') {
    requireThat(equal(place.eventHash, draft.genesis), 'E_GENESIS', 'the stewards are not the pinned ones');
    draft.stewards = place.org;
  }
  const rootKeys = namedRoots(event.rootKeys);
  draft.orgHandles.set(handle, place.org);
  draft.organisations.set(place.org, {
    org: place.org,
    handle,
    kind,
    country,
    name,
    rootKeys,
    rootSets: [{ keys: rootKeys, addedIndex: place.index, ended: null }],
    admittedIndex: place.index,
    admittedHour: place.hour,
  });
}

/** Effect of ROOT_ROTATE at the position its proofs must name: from here on three other roots sign. */
export function rotateRoots(draft: Draft, event: RootRotate, position: ChainPosition, place: EventPlace): void {
  const organisation = draft.organisations.get(place.org);
  requireThat(organisation !== undefined, 'E_ADMISSION', 'a chain begins with its admission');
  requireThat(event.rootKeys.every(isAcceptableSigningKey), 'E_SIGNING_KEY', 'a root key is not acceptable');
  const proved = event.rootKeys.every((publicKey, number) => {
    const proof = event.proofs[number] ?? new Uint8Array();
    return verifyTyped('sr1.pop', proofOfRoot(position, number, publicKey), proof, publicKey);
  });
  requireThat(proved, 'E_POP', 'the proof of possession does not verify');
  claimKeys(draft, ...event.rootKeys);
  const rootKeys = namedRoots(event.rootKeys);
  const ended = { index: place.index, hour: place.hour, reason: 'rotated' };
  const before = organisation.rootSets.map((set) => (set.ended === null ? { ...set, ended } : set));
  const rootSets = [...before, { keys: rootKeys, addedIndex: place.index, ended: null }];
  draft.organisations.set(place.org, { ...organisation, rootKeys, rootSets });
}

function namedRoots(publicKeys: readonly Uint8Array[]): RootKey[] {
  return publicKeys.map((publicKey) => ({ id: rootKeyId(publicKey), publicKey }));
}

/** Effect of UNIT_ADD: the first unit bears the organisation's handle, further ones `handle/unit`. */
export function addUnit(draft: Draft, event: UnitAdd, place: EventPlace): void {
  const orgHandle = draft.organisations.get(place.org)?.handle ?? '';
  const isFirst = !draft.unitHandles.has(orgHandle);
  const own = event.handle === orgHandle || (!isFirst && event.handle.startsWith(`${orgHandle}/`));
  // before anything is looked up: whether somebody else has a handle is not for this organisation to learn
  requireThat(own, 'E_FIELD', 'the handle of a unit does not follow from its organisation');
  requireThat(!draft.unitHandles.has(event.handle), 'E_DUPLICATE_HANDLE', 'a handle is used before');
  requireNewId(draft, event.unit);
  draft.unitHandles.set(event.handle, event.unit);
  draft.units.set(event.unit, {
    unit: event.unit,
    org: place.org,
    handle: event.handle,
    purposes: PURPOSES,
    epochs: [],
    addedIndex: place.index,
  });
}

/** Effect of UNIT_PURPOSES: from here on the unit works for these alone. */
export function limitUnit(draft: Draft, { unit: id, purposes }: UnitPurposes, place: EventPlace): void {
  draft.units.set(id, { ...requireUnit(draft, id, place.org), purposes });
}

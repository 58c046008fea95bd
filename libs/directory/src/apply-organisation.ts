import { equal, isAcceptableSigningKey } from '@sealbridge/sodium';
import { claimKeys, requireNewId, type Draft, type EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import type { OrgAdmit, UnitAdd } from './event.js';
import { isOrgHandle } from './field-rules.js';
import { rootKeyId } from './signature.js';

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
  draft.orgHandles.set(handle, place.org);
  draft.organisations.set(place.org, {
    org: place.org,
    handle,
    kind,
    country,
    name,
    rootKeys: event.rootKeys.map((publicKey) => ({ id: rootKeyId(publicKey), publicKey })),
    admittedIndex: place.index,
    admittedHour: place.hour,
  });
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
    epochs: [],
    addedIndex: place.index,
  });
}

/** What must hold of the object, in the notation of condition.ts. */
export const object = (conditions: object, reason = 'not_permitted'): object => ({ reason, conditions });

/** What every act of a member requires: organisation, member and device not suspended, and the member seen lately. */
export const ACTIVE = [
  { reason: 'suspended', guard: { left: 'subject.unsuspended', op: 'eq', right: true } },
  { reason: 'inactive', guard: { left: 'subject.active', op: 'eq', right: true } },
];

/** What every act with reports requires besides: organisation and member past the provisional state. */
export const VETTED = [...ACTIVE, { reason: 'not_vetted', guard: { left: 'subject.vetted', op: 'eq', right: true } }];

/** The person was verified just now for this very act, where the device has a passkey. Last, so that nobody is asked in vain. */
export const VERIFIED = { reason: 'step_up_needed', guard: { left: 'env.verified', op: 'eq', right: true } };

/** The keys of the device can be unlocked in a second way. */
export const SECOND_WAY = { reason: 'second_way_missing', guard: { left: 'subject.secondWay', op: 'eq', right: true } };

/** A right that one of the member's roles carries. */
export const right = (name: string): object => ({
  reason: 'not_permitted',
  guard: { left: 'subject.rights', op: 'contains', right: name },
});

/** Auditors of a body that oversees. */
export const OVERSEES = { reason: 'not_permitted', guard: { left: 'subject.oversees', op: 'eq', right: true } };
/** Stewards. */
export const ADMITS = { reason: 'not_permitted', guard: { left: 'subject.admits', op: 'eq', right: true } };

/** The unit itself may be suspended or not vetted yet: whoever is in it is told so. */
export const unitStands = (field: string, op: '$in' | '$any'): object[] => [
  object({ [field]: { [op]: { ref: 'subject.units' } } }),
  object({ [field]: { [op]: { ref: 'subject.unitsInStanding' } } }, 'suspended'),
  object({ [field]: { [op]: { ref: 'subject.unitsVetted' } } }, 'not_vetted'),
];

/** A report that one of the member's units received. */
export const ADDRESSED = unitStands('recipientUnits', '$any');
/** A report of the member's own organisation. */
export const OWN_ORGANISATION = object({ originOrg: { $eq: { ref: 'subject.org' } } });

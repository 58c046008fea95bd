import { HANDLINGS, TLP } from '@sealbridge/vocabulary';

import { ACTIVE, ADDRESSED, object, OWN_ORGANISATION, right, unitStands, VETTED } from './requirements.js';

/**
 * What was sealed under one version of an agreement opens under that version and the newest together: a new version takes
 * away at once, and never adds (decision 0012).
 */
const underBothVersions = (what: 'ForPurpose' | 'InJurisdiction' | 'Accepted', reason: string): object =>
  object(
    {
      agreementId: { $in: { ref: `subject.agreements${what}` } },
      versionHash: { $in: { ref: `subject.versions${what}` } },
    },
    reason,
  );

/** The newest version may also lower what it covers: one membership test for each rank. */
const UNDER_THE_CEILINGS = object(
  {
    $and: [
      { $or: ranks('marking', 'agreementsToMarking', TLP.length) },
      { $or: ranks('handling', 'agreementsToHandling', HANDLINGS.length) },
    ],
  },
  'clearance',
);

function ranks(field: string, agreements: string, count: number): object[] {
  return Array.from({ length: count }, (_, rank) => ({
    [field]: { $eq: rank },
    agreementId: { $in: { ref: `subject.${agreements}.${rank}` } },
  }));
}

const THREAT_TO_LIFE = { left: 'env.purposes', op: 'contains', right: 'threat_to_life' };

/** Reports of others, at the hours that the stewards have set; a threat to life at any hour. */
const IN_HOURS = [
  { left: 'param.opening.hours.hours', op: 'contains', right: { ref: 'env.utcHour' } },
  { left: 'param.opening.hours.days', op: 'contains', right: { ref: 'env.weekday' } },
].map((slot) => ({ reason: 'outside_hours_policy', anyOf: [THREAT_TO_LIFE, slot] }));

const LAWFUL = { reason: 'legal_basis_missing', guard: { left: 'subject.lawful', op: 'eq', right: true } };

const WITH_ASSURANCE = {
  reason: 'assurance',
  guard: { left: 'param.opening.assurance.methods', op: 'contains', right: { ref: 'subject.method' } },
};

/** For reading, a verification counts for a while, for one purpose (security-corrections D13); one for this very opening does too. */
const VERIFIED_LATELY = {
  reason: 'step_up_needed',
  anyOf: [
    { left: 'env.verified', op: 'eq', right: true },
    { left: 'subject.verifiedAgo', op: 'lte', right: { ref: 'param.opening.verifiedWithin.seconds' } },
  ],
};

const UNIT_FOR_PURPOSE = object({ grantUnit: { $in: { ref: 'subject.unitsForPurpose' } } }, 'wrong_purpose');
const NOT_HELD = object({ held: { $eq: false } }, 'held');
const WITHIN_CLEARANCE = object({ marking: { $lte: { ref: 'subject.clearance' } } }, 'clearance');

/** Ciphertext fetched for an opening is part of it: what the opening was decided by is decided anew each time. */
const BY_A_RECIPIENT = [
  ...VETTED,
  right('report.open'),
  object({ ownGrant: { $eq: false } }),
  ...unitStands('grantUnit', '$in'),
  object({ state: { $eq: 'ACTIVE' } }, 'recalled'),
  NOT_HELD,
  object({ agreementId: { $in: { ref: 'subject.agreements' } } }, 'no_live_mou'),
  object({ agreementId: { $in: { ref: 'subject.agreementsUnsuspended' } } }, 'suspended'),
  object({ agreementId: { $in: { ref: 'subject.agreementsInForce' } } }, 'not_vetted'),
  object({ versionHash: { $in: { ref: 'subject.versionsLive' } } }, 'no_live_mou'),
  object({ openUntil: { $gt: { ref: 'env.hour' } } }, 'consent_expired'),
  object({ purposes: { $any: { ref: 'env.purposes' } } }, 'wrong_purpose'),
  UNIT_FOR_PURPOSE,
  underBothVersions('ForPurpose', 'wrong_purpose'),
  WITHIN_CLEARANCE,
  UNDER_THE_CEILINGS,
  {
    reason: 'training_expired',
    guard: { left: 'subject.hoursUntrained', op: 'lt', right: { ref: 'param.training.grace.hours' } },
  },
  underBothVersions('InJurisdiction', 'jurisdiction'),
  WITH_ASSURANCE,
  ...IN_HOURS,
];

const BY_THE_OWN_UNIT = [
  ...VETTED,
  right('report.share'),
  object({ ownGrant: { $eq: true } }),
  ...unitStands('grantUnit', '$in'),
  object({ state: { $eq: 'ACTIVE' } }, 'recalled'),
  NOT_HELD,
  object({ purposes: { $any: { ref: 'env.purposes' } } }, 'wrong_purpose'),
  UNIT_FOR_PURPOSE,
  WITHIN_CLEARANCE,
  WITH_ASSURANCE,
];

/** What the person signs and is asked for once, when a report is opened. */
const AT_THE_OPENING = [LAWFUL, VERIFIED_LATELY];

const LISTING = ['report.inbox', 'report.read'];
/** Whoever watches is told of what the list shows, and of nothing else. */
const LISTING_OR_WATCHING = [...LISTING, 'report.watch'];

/** Who lists, reads and opens reports. */
export const RECEIVING = [
  {
    id: 'report.read/recipient',
    actions: LISTING_OR_WATCHING,
    object: 'Report',
    audience: 'member',
    requires: [
      ...VETTED,
      right('report.open'),
      ...ADDRESSED,
      object({ marking: { $lte: { ref: 'subject.clearance' } } }),
    ],
  },
  {
    // that something came may be known: somebody else of the unit can open it
    id: 'report.read/recipient-above-clearance',
    actions: LISTING_OR_WATCHING,
    object: 'Report',
    audience: 'member',
    requires: [
      ...VETTED,
      right('report.open'),
      ...ADDRESSED,
      { reason: 'not_permitted', guard: { left: 'param.listing.aboveClearance.shown', op: 'eq', right: true } },
    ],
    fields: ['id', 'version', 'state', 'tlp', 'hour', 'opened'],
  },
  {
    id: 'report.read/originator',
    actions: LISTING,
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, right('report.share'), OWN_ORGANISATION],
  },
  {
    // that the organisation shared something, and how it is marked, is no secret within it; what for and how much is
    id: 'report.read/own-organisation',
    actions: LISTING,
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, OWN_ORGANISATION],
    fields: [
      ...['id', 'version', 'state', 'tlp', 'hour', 'discovery'],
      ...['origin', 'originUnit', 'handling', 'openUntil', 'opened'],
    ],
  },
  {
    // whoever watches reads the same list later
    id: 'report.watch',
    actions: ['report.watch'],
    object: 'Watch',
    audience: 'member',
    requires: [...VETTED, right('report.open'), object({ member: { $eq: { ref: 'subject.member' } } })],
  },
  {
    id: 'report.ledger',
    actions: ['report.ledger'],
    object: 'Report',
    audience: 'member',
    requires: [...ACTIVE, OWN_ORGANISATION],
  },
  {
    // an offer holds all that lists leave out above the clearance
    id: 'report.open.offer/recipient',
    actions: ['report.open.offer'],
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, right('report.open'), ...ADDRESSED, WITHIN_CLEARANCE],
  },
  {
    id: 'report.open.offer/own-unit',
    actions: ['report.open.offer'],
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, right('report.share'), ...unitStands('originUnit', '$in')],
  },
  {
    id: 'report.open/recipient',
    actions: ['report.open'],
    object: 'Opening',
    audience: 'member',
    requires: [...BY_A_RECIPIENT, underBothVersions('Accepted', 'uses_not_accepted'), ...AT_THE_OPENING],
  },
  {
    id: 'report.open/own-unit',
    actions: ['report.open'],
    object: 'Opening',
    audience: 'member',
    requires: [...BY_THE_OWN_UNIT, ...AT_THE_OPENING],
  },
  {
    id: 'blob.read/recipient',
    actions: ['blob.read'],
    object: 'Opening',
    audience: 'member',
    requires: BY_A_RECIPIENT,
  },
  {
    id: 'blob.read/own-unit',
    actions: ['blob.read'],
    object: 'Opening',
    audience: 'member',
    requires: BY_THE_OWN_UNIT,
  },
  {
    // what the own organisation uploaded
    id: 'blob.read/own',
    actions: ['blob.read'],
    object: 'Blob',
    audience: 'member',
    requires: [...VETTED, object({ reader: { $eq: { ref: 'subject.member' } } })],
  },
];

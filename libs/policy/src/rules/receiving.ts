import { HANDLINGS, TLP } from '@sealbridge/vocabulary';

import { ACTIVE, ADDRESSED, object, OWN_ORGANISATION, right, unitStands, VETTED } from './requirements.js';

/**
 * What was sealed under one version of an agreement opens under that version and the newest together: a new version takes
 * away at once, and never adds (decision 0012).
 */
const underBothVersions = (what: 'ForPurpose' | 'InJurisdiction', reason: string): object =>
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

const LISTING = ['report.inbox', 'report.read'];
/** Ciphertext fetched for an opening is part of it: decided anew each time, by the same rules. */
const OPENING = ['report.open', 'blob.read'];

/** Who lists, reads and opens reports. */
export const RECEIVING = [
  {
    id: 'report.read/recipient',
    actions: LISTING,
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, right('report.open'), ...ADDRESSED],
  },
  {
    id: 'report.read/originator',
    actions: LISTING,
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, OWN_ORGANISATION],
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
    id: 'report.watch/report',
    actions: ['report.watch'],
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, right('report.open'), ...ADDRESSED],
  },
  {
    id: 'report.ledger',
    actions: ['report.ledger'],
    object: 'Report',
    audience: 'member',
    requires: [...ACTIVE, OWN_ORGANISATION],
  },
  {
    id: 'report.open.offer/recipient',
    actions: ['report.open.offer'],
    object: 'Report',
    audience: 'member',
    requires: [...VETTED, right('report.open'), ...ADDRESSED],
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
    actions: OPENING,
    object: 'Opening',
    audience: 'member',
    requires: [
      ...VETTED,
      right('report.open'),
      object({ ownGrant: { $eq: false } }),
      ...unitStands('grantUnit', '$in'),
      object({ state: { $eq: 'ACTIVE' } }, 'recalled'),
      object({ agreementId: { $in: { ref: 'subject.agreements' } } }, 'no_live_mou'),
      object({ agreementId: { $in: { ref: 'subject.agreementsUnsuspended' } } }, 'suspended'),
      object({ agreementId: { $in: { ref: 'subject.agreementsInForce' } } }, 'not_vetted'),
      object({ versionHash: { $in: { ref: 'subject.versionsLive' } } }, 'no_live_mou'),
      object({ openUntil: { $gt: { ref: 'env.hour' } } }, 'consent_expired'),
      object({ purposes: { $any: { ref: 'env.purposes' } } }, 'wrong_purpose'),
      underBothVersions('ForPurpose', 'wrong_purpose'),
      object({ marking: { $lte: { ref: 'subject.clearance' } } }, 'clearance'),
      UNDER_THE_CEILINGS,
      {
        reason: 'training_expired',
        guard: { left: 'subject.trainingUntil', op: 'gt', right: { ref: 'env.hour' } },
      },
      underBothVersions('InJurisdiction', 'jurisdiction'),
    ],
  },
  {
    id: 'report.open/own-unit',
    actions: OPENING,
    object: 'Opening',
    audience: 'member',
    requires: [
      ...VETTED,
      right('report.share'),
      object({ ownGrant: { $eq: true } }),
      ...unitStands('grantUnit', '$in'),
      object({ state: { $eq: 'ACTIVE' } }, 'recalled'),
      object({ purposes: { $any: { ref: 'env.purposes' } } }, 'wrong_purpose'),
      object({ marking: { $lte: { ref: 'subject.clearance' } } }, 'clearance'),
    ],
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

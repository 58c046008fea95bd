import { object, OWN_ORGANISATION, right, SECOND_WAY, unitStands, VERIFIED, VETTED } from './requirements.js';

/** No agreement, no key: each grant of a draft needs a live agreement that covers its labels. */
export const SENDING = [
  {
    id: 'report.submit',
    actions: ['report.submit'],
    object: 'Draft',
    audience: 'member',
    requires: [
      ...VETTED,
      right('report.share'),
      OWN_ORGANISATION,
      ...unitStands('originUnit', '$in'),
      SECOND_WAY,
      VERIFIED,
    ],
  },
  {
    id: 'report.grant/own-unit',
    actions: ['report.grant'],
    object: 'Grant',
    audience: 'member',
    requires: [
      ...VETTED,
      right('report.share'),
      object({ ownGrant: { $eq: true } }),
      ...unitStands('recipientUnit', '$in'),
    ],
  },
  {
    id: 'report.grant/agreement',
    actions: ['report.grant'],
    object: 'Grant',
    audience: 'member',
    each: 'agreement',
    requires: [
      ...VETTED,
      right('report.share'),
      object({ agreementId: { $eq: { ref: 'agreement.id' } }, recipientOrg: { $eq: { ref: 'agreement.partner' } } }),
      { reason: 'suspended', guard: { left: 'agreement.unsuspended', op: 'eq', right: true } },
      { reason: 'not_vetted', guard: { left: 'agreement.inForce', op: 'eq', right: true } },
      object({ recipientStanding: { $in: ['active', 'provisional'] } }, 'suspended'),
      object({ recipientStanding: { $eq: 'active' } }, 'not_vetted'),
      object({ purposes: { $within: { ref: 'agreement.purposes' } } }, 'wrong_purpose'),
      object({ withinUnit: { $eq: true } }, 'wrong_purpose'),
      object(
        {
          marking: { $lte: { ref: 'agreement.markingCeiling' } },
          handling: { $lte: { ref: 'agreement.handlingCeiling' } },
        },
        'clearance',
      ),
    ],
  },
  {
    // an agreement that does not speak of attribution does not allow it
    id: 'reader.names',
    actions: ['reader.names'],
    object: 'Reader',
    audience: 'member',
    each: 'agreement',
    requires: [
      ...VETTED,
      right('report.share'),
      object({ agreementId: { $eq: { ref: 'agreement.id' } }, org: { $eq: { ref: 'agreement.partner' } } }),
      { reason: 'suspended', guard: { left: 'agreement.unsuspended', op: 'eq', right: true } },
      { reason: 'not_vetted', guard: { left: 'agreement.inForce', op: 'eq', right: true } },
      object({ attribution: { $in: ['may', 'must'] } }),
      object({ attribution: { $eq: { ref: 'agreement.attribution' } } }),
      { reason: 'not_permitted', guard: { left: 'param.names.shown.shown', op: 'eq', right: true } },
    ],
  },
  {
    id: 'blob.put',
    actions: ['blob.put'],
    object: 'Blob',
    audience: 'member',
    requires: [...VETTED, right('report.share'), object({ org: { $eq: { ref: 'subject.org' } } })],
  },
];

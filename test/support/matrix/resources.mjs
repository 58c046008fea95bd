// What is asked for in the matrix: of each object type the states that policy tells apart, seen from whoever asks.
import { HANDLINGS, PURPOSES, TLP } from '@sealbridge/vocabulary';

import { AGREED_ATTRIBUTION, AGREEMENTS, HOUR, ORGANISATIONS, VERSIONS } from './subjects.mjs';

const STRANGER = {
  ...ORGANISATIONS.eastport,
  org: 'a0000000-0000-0000-0000-000000000001',
  member: 'a0000000-0000-0000-0000-000000000002',
  device: 'a0000000-0000-0000-0000-000000000003',
  unit: 'a0000000-0000-0000-0000-000000000004',
};
const AMBER = 2;

/** `name: attributes`; attributes as a function of who asks. */
const same = (attributes) => () => attributes;
const ownOrOther = (field, column) => ({
  [`the own ${field}`]: (who) => ({ [column]: who[column] }),
  [`another ${field}`]: same({ [column]: STRANGER[column] }),
});
const with_ = (make, changes) => (who) => ({ ...make(who), ...changes });

/** The other party of the agreements of whoever asks. */
const partnerOf = ({ at }) => (at === 'northgate' ? ORGANISATIONS.harbour : ORGANISATIONS.northgate);

const addressed = (who) => ({
  ...{ originOrg: partnerOf(who).org, originUnit: partnerOf(who).unit, recipientUnits: [who.unit] },
  ...{ marking: AMBER, handling: 1, state: 'ACTIVE', discovery: 'circle', held: false },
});
const ofOwnUnit = (who) => ({
  ...addressed(who),
  originOrg: who.org,
  originUnit: who.unit,
  recipientUnits: [partnerOf(who).unit],
});

const REPORT = {
  ...Object.fromEntries(TLP.map((tlp, marking) => [`to the unit, ${tlp}`, with_(addressed, { marking })])),
  'to the unit, recalled': with_(addressed, { state: 'WITHDRAWN' }),
  'to the unit, held': with_(addressed, { held: true }),
  'to another unit': (who) => ({ ...addressed(who), recipientUnits: [who.sibling] }),
  'of the own unit': ofOwnUnit,
  'of another unit of the organisation': (who) => ({ ...ofOwnUnit(who), originUnit: who.sibling }),
  'of strangers': (who) => ({
    ...addressed(who),
    originOrg: STRANGER.org,
    originUnit: STRANGER.unit,
    recipientUnits: [STRANGER.unit],
  }),
};

const OPEN = PURPOSES.filter((purpose) => purpose !== 'audit');
const granted = (who) => ({
  ...{ originOrg: partnerOf(who).org, grantUnit: who.unit, ownGrant: false, state: 'ACTIVE', discovery: 'circle' },
  ...{ held: false, agreementId: AGREEMENTS.inForce, versionHash: VERSIONS.newest, purposes: OPEN },
  ...{ marking: AMBER, handling: 1, openUntil: HOUR + 1 },
});
const ownGrant = (who) => ({ ...granted(who), originOrg: who.org, ownGrant: true, agreementId: '', versionHash: '' });

const OPENING = {
  ...Object.fromEntries(TLP.map((tlp, marking) => [`${tlp}`, with_(granted, { marking })])),
  ...Object.fromEntries(HANDLINGS.map((handling, rank) => [`${handling}`, with_(granted, { handling: rank })])),
  recalled: with_(granted, { state: 'WITHDRAWN' }),
  held: with_(granted, { held: true }),
  'consent over': with_(granted, { openUntil: HOUR }),
  'one purpose': with_(granted, { purposes: ['trafficking_investigation'] }),
  'no purpose': with_(granted, { purposes: [] }),
  'under no agreement that runs': with_(granted, { agreementId: AGREEMENTS.none }),
  'under a suspended agreement': with_(granted, { agreementId: AGREEMENTS.suspended }),
  'under an agreement not vetted': with_(granted, { agreementId: AGREEMENTS.notVetted }),
  'under an earlier version': with_(granted, { versionHash: VERSIONS.earlier }),
  'under a version that has ended': with_(granted, { versionHash: VERSIONS.ended }),
  'for another unit': (who) => ({ ...granted(who), grantUnit: who.sibling }),
  'for a stranger': with_(granted, { grantUnit: STRANGER.unit }),
  'own grant': ownGrant,
  'own grant, RED': with_(ownGrant, { marking: 4 }),
  'own grant, recalled': with_(ownGrant, { state: 'WITHDRAWN' }),
  'own grant, held': with_(ownGrant, { held: true }),
};

const toPartner = (who) => ({
  ...{
    ownGrant: false,
    recipientUnit: partnerOf(who).unit,
    recipientOrg: partnerOf(who).org,
    recipientStanding: 'active',
  },
  ...{ withinUnit: true, agreementId: AGREEMENTS.inForce, marking: AMBER, handling: 1 },
  purposes: ['trafficking_investigation'],
});

const GRANT = {
  'to the own unit': (who) => ({
    ...toPartner(who),
    ownGrant: true,
    recipientUnit: who.unit,
    recipientOrg: who.org,
    agreementId: '',
  }),
  'to a partner': toPartner,
  'to a partner, RED': with_(toPartner, { marking: 4 }),
  'to a partner, PAP:RED': with_(toPartner, { handling: 3 }),
  'to a partner, for what was not agreed': with_(toPartner, { purposes: ['training_synthetic_only'] }),
  'to a partner, for what its unit does not do': with_(toPartner, { withinUnit: false }),
  'to a partner who is suspended': with_(toPartner, { recipientStanding: 'suspended' }),
  'to a partner who is provisional': with_(toPartner, { recipientStanding: 'provisional' }),
  'under a suspended agreement': with_(toPartner, { agreementId: AGREEMENTS.suspended }),
  'under an agreement not vetted': with_(toPartner, { agreementId: AGREEMENTS.notVetted }),
  'under no agreement that runs': with_(toPartner, { agreementId: AGREEMENTS.none }),
  'to a stranger under the agreement of a partner': with_(toPartner, { recipientOrg: STRANGER.org }),
};

const DIRECTORY_CHANGE = {
  authorised: same({ authorised: true, conflicted: false }),
  'authorised, by a steward with an interest': same({ authorised: true, conflicted: true }),
  'not authorised': same({ authorised: false, conflicted: false }),
};

const guarded = (who, changes) => ({
  org: who.org,
  guardian: true,
  authorised: true,
  state: 'open',
  ready: true,
  ...changes,
});

const DEVICE = { deviceState: 'active', memberState: 'active', orgState: 'active', firstFactor: true };

/** Of each object type the states, by name. */
export const RESOURCES = {
  Device: {
    'in order': same(DEVICE),
    'a revoked one': same({ ...DEVICE, deviceState: 'revoked' }),
    'of a suspended member': same({ ...DEVICE, memberState: 'suspended' }),
    'of a suspended organisation': same({ ...DEVICE, orgState: 'suspended' }),
    'of an inactive member': same({ ...DEVICE, memberState: 'inactive' }),
    'without its first factor': same({ ...DEVICE, firstFactor: false }),
  },
  Session: ownOrOther('member', 'member'),
  Self: ownOrOther('member', 'member'),
  Passkey: {
    'of the own device': ({ device }) => ({ device, proved: true }),
    'of the own device, not proved': ({ device }) => ({ device, proved: false }),
    'of another device': same({ device: STRANGER.device, proved: true }),
    'of another device, not proved': same({ device: STRANGER.device, proved: false }),
  },
  StepUp: ownOrOther('device', 'device'),
  Vault: {
    'of the own device': ({ device }) => ({ device, proved: true, sameWays: false }),
    'of the own device, with the same ways in': ({ device }) => ({ device, proved: true, sameWays: true }),
    'of the own device, not proved': ({ device }) => ({ device, proved: false, sameWays: true }),
    'of another device': same({ device: STRANGER.device, proved: true, sameWays: true }),
    'of another device, not proved': same({ device: STRANGER.device, proved: false, sameWays: true }),
  },
  Link: {
    'of the own member': ({ member }) => ({ member, proved: true }),
    'of the own member, not proved': ({ member }) => ({ member, proved: false }),
    'of another member': same({ member: STRANGER.member, proved: true }),
    'of another member, not proved': same({ member: STRANGER.member, proved: false }),
  },
  Agency: { proved: same({ proved: true }), 'not proved': same({ proved: false }) },
  Instance: { 'the instance': same({}) },
  DirectoryChange: DIRECTORY_CHANGE,
  Organisation: {
    'the own one': ({ org, kind = '' }) => ({ org, kind, guarded: false }),
    'a partner': (who) => ({ org: partnerOf(who).org, kind: 'ngo', guarded: false }),
    stewards: same({ org: ORGANISATIONS.commons.org, kind: 'stewards', guarded: false }),
    'a stranger': same({ org: STRANGER.org, kind: 'ngo', guarded: false }),
    'a stranger with whoever asks as guardian': same({ org: STRANGER.org, kind: 'ngo', guarded: true }),
  },
  Recovery: {
    'of the own organisation': (who) => guarded(who, { guardian: false, authorised: false }),
    'as a guardian': (who) => guarded(who, {}),
    'as a guardian, not authorised': (who) => guarded(who, { authorised: false }),
    'as a guardian, not ready': (who) => guarded(who, { ready: false }),
    'of strangers': (who) => guarded(who, { org: STRANGER.org, guardian: false }),
    'of strangers, not authorised': (who) => guarded(who, { org: STRANGER.org, guardian: false, authorised: false }),
  },
  Agreement: {
    'as a party': ({ org }) => ({ parties: [org, STRANGER.org], authorised: false, known: true }),
    'as a party, authorised': ({ org }) => ({ parties: [org, STRANGER.org], authorised: true, known: true }),
    'as a party, with somebody unknown': ({ org }) => ({
      parties: [org, STRANGER.org],
      authorised: false,
      known: false,
    }),
    'of strangers': same({ parties: [STRANGER.org], authorised: false, known: true }),
    'of strangers, authorised': same({ parties: [STRANGER.org], authorised: true, known: true }),
  },
  Application: {
    'of the own organisation': ({ org }) => ({ org, authorised: false, conflicted: false, decided: true }),
    'in the name of the own organisation, not admitted': ({ org }) => ({
      ...{ org, authorised: false, conflicted: false },
      decided: false,
    }),
    'of strangers': same({ org: STRANGER.org, authorised: false, conflicted: false, decided: true }),
    'of strangers, authorised': same({ org: STRANGER.org, authorised: true, conflicted: false }),
    'of strangers, with an interest in them': same({ org: STRANGER.org, authorised: false, conflicted: true }),
  },
  Interest: ownOrOther('member', 'member'),
  Member: {
    themselves: ({ org, member }) => ({ org, member }),
    'a colleague': ({ org }) => ({ org, member: STRANGER.member }),
    'a stranger': same({ org: STRANGER.org, member: STRANGER.member }),
  },
  Invitation: {
    'of the own organisation': ({ org }) => ({ org, proved: false }),
    'of strangers': same({ org: STRANGER.org, proved: false }),
    'of strangers, proved': same({ org: STRANGER.org, proved: true }),
  },
  Reveal: {
    'asked by oneself, of a handle that was shown': ({ member }) => ({
      asker: member,
      org: STRANGER.org,
      member: STRANGER.member,
      visible: true,
    }),
    'asked by oneself, of a handle that was not shown': ({ member }) => ({
      asker: member,
      org: STRANGER.org,
      member: STRANGER.member,
      visible: false,
    }),
    'of a colleague': ({ org }) => ({ asker: STRANGER.member, org, member: STRANGER.member, visible: false }),
    'of oneself': ({ org, member }) => ({ asker: STRANGER.member, org, member, visible: false }),
    'of strangers': same({ asker: STRANGER.member, org: STRANGER.org, member: STRANGER.member, visible: false }),
  },
  Notice: ownOrOther('member', 'member'),
  Draft: {
    'from the own unit': ({ org, unit }) => ({ originOrg: org, originUnit: unit }),
    'from another unit of the organisation': ({ org, sibling }) => ({ originOrg: org, originUnit: sibling }),
    'from strangers': same({ originOrg: STRANGER.org, originUnit: STRANGER.unit }),
  },
  Grant: GRANT,
  Report: REPORT,
  Opening: OPENING,
  Blob: {
    'uploaded by oneself': ({ org, member }) => ({ org, reader: member }),
    'uploaded by a colleague': ({ org }) => ({ org, reader: STRANGER.member }),
    'of strangers': same({ org: STRANGER.org, reader: STRANGER.member }),
  },
  Watch: ownOrOther('member', 'member'),
  Reader: Object.fromEntries(
    ['may', 'must', 'must_not'].map((attribution) => [
      attribution === AGREED_ATTRIBUTION
        ? `of a partner, under the agreement that says ${attribution}`
        : `of a partner, as if the agreement said ${attribution}`,
      (who) => ({ org: partnerOf(who).org, agreementId: AGREEMENTS.inForce, attribution }),
    ]),
  ),
  AuditEntry: {
    'about the own organisation': ({ org }) => ({ aboutOrg: org }),
    'about strangers': same({ aboutOrg: STRANGER.org }),
    'about nobody': same({ aboutOrg: null }),
  },
  LogEntry: { 'of the log': same({}) },
  Policy: { authorised: same({ authorised: true }), 'not authorised': same({ authorised: false }) },
  Decision: {
    'about the own organisation': ({ org }) => ({ aboutOrg: org }),
    'about strangers': same({ aboutOrg: STRANGER.org }),
  },
};

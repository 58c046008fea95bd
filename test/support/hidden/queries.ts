// For every query: which of its arguments could name an organisation or what is its own, and requests that do.
import {
  type Asker,
  type FieldProbes,
  NAMES_NOTHING,
  OF_A_PAGE,
  PAGE,
  PAGED,
  type Probe,
  vetProbes,
} from './requests.js';

/** The status of a file is asked for by a signed record, which is the argument itself. */
const STATUS: Readonly<Record<string, Probe>> = Object.fromEntries(
  Object.entries(vetProbes({ kind: 'status' })).map(([name, probe]) => [
    name,
    async (named: Parameters<Probe>[0], asker: Asker) => {
      const { input: made } = (await probe(named, asker)) as { readonly input: { readonly record: string } };
      return { record: made.record };
    },
  ]),
);

/** Every query of the schema. */
export const HIDDEN_QUERIES: Readonly<Record<string, FieldProbes>> = {
  'Query.agreementPage': {
    args: ['after', 'agreement', 'all', 'first'],
    probes: { agreement: ({ agreement }) => ({ ...PAGE, all: true, agreement: agreement.agreement.agreement }) },
  },
  'Query.agreementPreview': {
    args: ['after', 'first', 'proposal'],
    probes: { proposal: ({ proposal }) => ({ ...PAGE, proposal }) },
  },
  'Query.agreementProposals': {
    args: ['after', 'agreement', 'all', 'first', 'open'],
    probes: {
      agreement: ({ agreement }) => ({ ...PAGE, all: true, open: false, agreement: agreement.agreement.agreement }),
    },
  },
  'Query.agreementVersions': {
    args: ['after', 'agreement', 'first'],
    probes: { agreement: ({ agreement }) => ({ ...PAGE, agreement: agreement.agreement.agreement }) },
  },
  'Query.agreements': { args: [], probes: NAMES_NOTHING },
  'Query.application': { args: ['id'], probes: { id: ({ application: id }) => ({ id }) } },
  'Query.applicationStatus': {
    args: ['record'],
    probes: STATUS,
  },
  'Query.applications': { args: ['after', 'first', 'state'], probes: OF_A_PAGE },
  'Query.auditEntries': {
    args: ['after', 'first', 'report', 'since'],
    probes: { report: ({ report }) => ({ ...PAGE, report, since: null }) },
  },
  'Query.auditLines': { args: ['count', 'from'], probes: 'positions on the log, which everybody reads' },
  'Query.decision': { args: ['eventId'], probes: { eventId: ({ event: eventId }) => ({ eventId }) } },
  // whoever has the lookup itself is one of the two devices of the link
  'Query.deviceLink': {
    args: ['lookup'],
    probes: { 'lookup as it is stored': ({ link }) => ({ lookup: link.lookupSha256 }) },
  },
  'Query.deviceLinkStages': {
    args: ['lookups'],
    probes: { 'lookup as it is stored': ({ link }) => ({ lookups: [link.lookupSha256] }) },
  },
  'Query.directory': {
    args: ['handle'],
    probes: {
      handle: ({ unit }) => ({ handle: unit.handle }),
      'handle of a further unit': ({ unit }) => ({ handle: `${unit.handle}/north` }),
    },
  },
  'Query.directoryBodies': {
    args: ['after', 'first', 'organisations'],
    probes: { organisations: ({ org }) => ({ ...PAGE, organisations: [org.org] }) },
  },
  'Query.exposure': { args: ['member'], probes: { member: ({ admin: { member } }) => ({ member }) } },
  'Query.guardianShares': { args: [], probes: NAMES_NOTHING },
  'Query.identityQuestionsAsked': { args: PAGED, probes: OF_A_PAGE },
  'Query.identityQuestionsReceived': { args: PAGED, probes: OF_A_PAGE },
  'Query.inbox': { args: PAGED, probes: OF_A_PAGE },
  'Query.instance': { args: [], probes: NAMES_NOTHING },
  'Query.interests': { args: PAGED, probes: OF_A_PAGE },
  'Query.invitation': { args: ['id'], probes: { id: ({ invitation }) => ({ id: invitation.invite.invitation }) } },
  'Query.invitations': { args: PAGED, probes: OF_A_PAGE },
  'Query.ledger': {
    args: ['after', 'first', 'reportId'],
    probes: { reportId: ({ report }) => ({ ...PAGE, reportId: report }) },
  },
  'Query.logEntry': { args: ['eventId'], probes: { eventId: ({ event: eventId }) => ({ eventId }) } },
  'Query.me': { args: [], probes: NAMES_NOTHING },
  'Query.members': { args: PAGED, probes: OF_A_PAGE },
  'Query.myLockboxes': { args: [], probes: NAMES_NOTHING },
  'Query.myPasskeys': { args: [], probes: NAMES_NOTHING },
  'Query.mySessions': { args: PAGED, probes: OF_A_PAGE },
  'Query.myVault': { args: [], probes: NAMES_NOTHING },
  'Query.noticeSettings': { args: [], probes: NAMES_NOTHING },
  'Query.notices': { args: PAGED, probes: OF_A_PAGE },
  'Query.openingOffer': { args: ['purpose', 'reportId'], probes: { reportId: ({ report }) => ({ reportId: report }) } },
  'Query.policy': { args: [], probes: NAMES_NOTHING },
  'Query.policyProposals': { args: ['after', 'first', 'open'], probes: NAMES_NOTHING },
  'Query.policyRecords': { args: PAGED, probes: NAMES_NOTHING },
  'Query.readerNames': { args: ['unit'], probes: { unit: ({ unit }) => ({ unit: unit.handle }) } },
  'Query.recipientStanding': { args: ['units'], probes: { units: ({ unit }) => ({ units: [unit.handle] }) } },
  'Query.recoveries': { args: PAGED, probes: OF_A_PAGE },
  'Query.recovery': { args: ['id'], probes: { id: ({ recovery }) => ({ id: recovery }) } },
  'Query.report': { args: ['id'], probes: { id: ({ report }) => ({ id: report }) } },
  'Query.revealedIdentity': { args: ['question'], probes: { question: ({ question }) => ({ question }) } },
  'Query.stewardsChain': { args: [], probes: NAMES_NOTHING },
};

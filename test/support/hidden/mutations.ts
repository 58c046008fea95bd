// For every mutation: which of its arguments could name an organisation or what is its own, and requests that do.
import { agreementRecord, type Invite, writeAgreementRecord } from '@sealbridge/directory';
import { writeSessionStatement } from '@sealbridge/envelope';
import { randomBytes, signTyped, toBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { deviceSigner, nextDraft, recordText, signedBy, statement } from '../agreement-drafts.js';
import { openInput, sealFor, submissionOf } from '../api-reports.js';
import { FIXTURE_ORIGIN } from '../directory-fixture.js';
import { joining, proofs, signedInvite, type TestInvitation, wrongCode } from '../invited.js';
import { newId } from '../rows.js';
import { rulesOf } from '../rules-fixture.js';
import { KEY_MUTATIONS } from './key-mutations.js';
import {
  application,
  at,
  type Asker,
  type FieldProbes,
  input,
  KEY,
  NAMES_NOTHING,
  type Probe,
  publication,
  terms,
  vet,
  vetProbes,
} from './requests.js';

const VERDICT = {
  kind: 'verdict',
  round: 1,
  stage: 'active',
  verdict: 'return',
  evidenceSetHash: new Uint8Array(32),
  findings: [],
  conflict: 'none',
  admission: null,
} as const;

/** What an offer would hold, of which a request takes a part. */
const OFFER = {
  __typename: 'OpeningOffer',
  expiresAt: '',
  version: 1,
  unit: '',
  epoch: 1,
  purposes: [],
  prohibited: [],
  uses: [],
  tlp: '',
  handling: '',
  notAfter: 0,
  frame: '',
  policy: '',
  grantSet: '',
  grantSetSeq: 1,
  checkpointNote: '',
} as const;

/** The asker invites somebody into the own organisation, unless `change` says otherwise, under secrets that the server has not. */
function inviting({ api, keys }: Asker, change: Partial<Invite>): ReturnType<Probe> {
  const { record } = signedInvite(api, keys, { invitation: newId(), org: keys.org, ...change });
  return input({ record, tokenSha256: toBase64(randomBytes(32)), codeSha256: toBase64(randomBytes(32)) });
}

/** Stretching a code takes its time on purpose; what follows from an invitation is made once. */
function onceEach<T>(make: (invitation: TestInvitation) => T): (invitation: TestInvitation) => T {
  const made = new WeakMap<TestInvitation, T>();
  return (invitation) => {
    const found = made.get(invitation) ?? make(invitation);
    made.set(invitation, found);
    return found;
  };
}

const joiningOf = onceEach((invitation) => withoutKey(joining(invitation).input));
const wrongProofsOf = onceEach((invitation) => withoutKey(proofs(invitation, wrongCode(invitation))));

function withoutKey<T extends { readonly clientMutationId: string }>({ clientMutationId: _, ...fields }: T) {
  return fields;
}

/** What an opening request names, of a report and a grant. */
function opening({ api, keys }: Asker, reportId: Id, grantId: Id): ReturnType<Probe> {
  const hash = toBase64(randomBytes(32));
  const offer = { ...OFFER, nonce: toBase64(randomBytes(16)), reportId, reportHash: hash, grantId, grantSetHash: hash };
  return { input: openInput(api, keys, offer) };
}

/** A sign-in as a device of the organisation, signed by another. */
function signingIn({ admin: { device } }: Parameters<Probe>[0], { api, keys }: Asker): ReturnType<Probe> {
  const about = { origin: api.origin, nodeKeyId: api.nodeKeyId, nonce: randomBytes(32), device, time: at() };
  const request = writeSessionStatement(about);
  const signature = signTyped('sr1.session', request, keys.sign.privateKey);
  return input({ request: toBase64(request), signature: toBase64(signature) });
}

/** A verdict comes with an admission or with none. */
const VERDICTS: Readonly<Record<string, Probe>> = Object.fromEntries(
  Object.entries(vetProbes(VERDICT)).map(([name, probe]) => [
    name,
    async (named: Parameters<Probe>[0], asker: Asker) => {
      const { input: made } = (await probe(named, asker)) as { readonly input: object };
      return { input: { ...made, admission: null } };
    },
  ]),
);

/** Every mutation of the schema. */
export const HIDDEN_MUTATIONS: Readonly<Record<string, FieldProbes>> = {
  ...KEY_MUTATIONS,
  'Mutation.admitApplication': {
    args: ['input.application', KEY, 'input.stage'],
    probes: { application: ({ application: id }) => input({ application: id, stage: 'provisional' }) },
  },
  'Mutation.answerIdentity': {
    args: [KEY, 'input.grant', 'input.question', 'input.reason'],
    probes: { question: ({ question }) => input({ question, grant: true, reason: 'other' }) },
  },
  'Mutation.applyForVetting': {
    args: [KEY, 'input.record'],
    probes: {
      handle: application(({ unit }) => ({ handle: unit.handle })),
      name: application(({ org }) => ({ name: `Synthetic ${org.handle}` })),
      organisation: application(({ org }) => ({ org: org.org })),
      // not the id of the application: it is random, and shown to nobody but its applicant and the verifiers
      unit: ({ org, unit }, { keys }) => {
        const details = { kind: 'unit', handle: `${unit.handle}/north` } as const;
        return vet([deviceSigner(keys)], { org: org.org, fields: { kind: 'apply', subject: newId(), details } });
      },
      liaison: ({ org, analyst }, { keys }) => {
        const fields = { kind: 'apply', subject: analyst.member, details: { kind: 'liaison' } } as const;
        return vet([deviceSigner(keys)], { org: org.org, fields });
      },
      'liaison as own': ({ analyst }, { keys }) => {
        const fields = { kind: 'apply', subject: analyst.member, details: { kind: 'liaison' } } as const;
        return vet([deviceSigner(keys)], { org: keys.org, fields });
      },
    },
  },
  'Mutation.askIdentity': {
    args: ['input.caseRef', KEY, 'input.justification', 'input.member', 'input.purpose'],
    probes: {
      member: ({ analyst }) => input({ member: analyst.member, purpose: 'audit', caseRef: 'x', justification: 'x' }),
    },
  },
  'Mutation.attestVetting': { args: [KEY, 'input.record'], probes: vetProbes({ kind: 'attest', round: 1 }) },
  'Mutation.confirmNoticeAddress': { args: [KEY, 'input.code'], probes: NAMES_NOTHING },
  'Mutation.declareInterest': {
    args: [KEY, 'input.handle', 'input.relation'],
    probes: { handle: ({ unit }) => input({ handle: unit.handle, relation: 'family' }) },
  },
  'Mutation.enableMember': {
    args: [KEY, 'input.member'],
    probes: { member: ({ analyst }) => input({ member: analyst.member }) },
  },
  'Mutation.endAllSessions': { args: [KEY], probes: NAMES_NOTHING },
  'Mutation.endSession': { args: [KEY], probes: NAMES_NOTHING },
  'Mutation.endVetting': { args: [KEY, 'input.record'], probes: vetProbes({ kind: 'end', reason: 'left' }) },
  'Mutation.exportAudit': {
    args: [KEY, 'input.request', 'input.signature'],
    probes: 'what is exported is what policy shows; a report in the request narrows it, as in auditEntries',
  },
  'Mutation.joinOrganisation': {
    args: [KEY, 'input.codeProof', 'input.joining', 'input.mac', 'input.token'],
    probes: {
      joining: ({ invitation }) =>
        input({ ...joiningOf(invitation), token: toBase64(randomBytes(32)), codeProof: toBase64(randomBytes(32)) }),
      'token with a wrong code': ({ invitation }) => input({ ...joiningOf(invitation), ...wrongProofsOf(invitation) }),
    },
  },
  'Mutation.makeInvitation': {
    args: [KEY, 'input.codeSha256', 'input.record', 'input.tokenSha256'],
    probes: {
      organisation: ({ org }, asker) => inviting(asker, { org: org.org }),
      units: ({ unit }, asker) => inviting(asker, { units: [unit.unit] }),
      member: ({ analyst }, asker) => inviting(asker, { member: analyst.member }),
      invitation: ({ invitation }, asker) => inviting(asker, { invitation: invitation.invite.invitation }),
    },
  },
  'Mutation.markNoticesSeen': {
    args: [KEY, 'input.ids'],
    probes: { ids: ({ notice }) => input({ ids: [notice] }) },
  },
  'Mutation.openReport': {
    args: [
      'input.caseRef.salt',
      'input.caseRef.text',
      KEY,
      'input.justification.salt',
      'input.justification.text',
      'input.request',
      'input.signature',
    ],
    probes: {
      request: ({ report }, asker) => opening(asker, report, newId()),
      'request with its grant': ({ report, grant }, asker) => opening(asker, report, grant),
      'grant alone': ({ grant }, asker) => opening(asker, newId(), grant),
    },
  },
  'Mutation.proposeAgreement': {
    args: [KEY, 'input.record'],
    probes: {
      party: (named, asker) => input({ record: recordText(agreementRecord(terms(named, asker).bytes, [])) }),
      'party, signed': (named, asker) => input({ record: recordText(terms(named, asker)) }),
      agreement: ({ agreement }) => input({ record: recordText(agreementRecord(nextDraft(agreement).bytes, [])) }),
    },
  },
  'Mutation.publishDirectoryEvents': {
    args: [
      KEY,
      'input.lockboxes.bytes',
      'input.lockboxes.device',
      'input.lockboxes.epoch',
      'input.lockboxes.unit',
      'input.records',
      'input.recoveryContribution.bytes',
      'input.recoveryContribution.signature',
      'input.recoveryContribution.statement',
      'input.recoveryLockboxes.bytes',
      'input.recoveryLockboxes.epoch',
      'input.recoveryLockboxes.unit',
      'input.recoveryShares.bytes',
      'input.recoveryShares.device',
    ],
    probes: {
      recovery: ({ recovery }, asker) =>
        publication(asker, { type: 'RECOVERY_CANCELLED', recovery, reason: 'not_asked' }),
      'recovery lockbox': ({ unit }, asker) => {
        const sealed = { unit: unit.unit, epoch: 1, bytes: toBase64(randomBytes(64)) };
        const { input: made } = publication(asker, { type: 'UNIT_ADD', unit: newId(), handle: 'harbour/xx' });
        return { input: { ...(made as object), recoveryLockboxes: [sealed] } };
      },
      share: ({ admin: { device } }, asker) => {
        const share = { device, bytes: toBase64(randomBytes(64)) };
        const { input: made } = publication(asker, { type: 'UNIT_ADD', unit: newId(), handle: 'harbour/xx' });
        return { input: { ...(made as object), recoveryShares: [share] } };
      },
      handle: ({ unit }, asker) => publication(asker, { type: 'UNIT_ADD', unit: newId(), handle: unit.handle }),
      'handle of a further unit': ({ unit }, asker) =>
        publication(asker, { type: 'UNIT_ADD', unit: newId(), handle: `${unit.handle}/north` }),
      device: ({ admin: { device } }, asker) => publication(asker, { type: 'DEVICE_REVOKE', device, reason: 'lost' }),
      member: ({ admin: { member } }, asker) => publication(asker, { type: 'MEMBER_REMOVE', member, reason: 'left' }),
      update: ({ admin: { member } }, asker) =>
        publication(asker, { type: 'MEMBER_UPDATE', member, clearance: 'RED', trainingUntil: 1, jurisdictions: ['*'] }),
      unit: ({ unit, admin: { device } }, asker) => {
        const lockbox = { device, sha256: randomBytes(32) };
        return publication(asker, { type: 'LOCKBOX_ADD', unit: unit.unit, epoch: 1, lockbox });
      },
      'purposes of a unit': ({ unit }, asker) =>
        publication(asker, { type: 'UNIT_PURPOSES', unit: unit.unit, purposes: ['audit'] }),
      suspension: ({ org }, asker) =>
        publication(asker, { type: 'SUSPEND', subject: org.org, measure: 'emergency', reason: 'misuse' }),
      lockboxes: ({ unit, admin: { device } }, asker) => {
        const lockbox = { unit: unit.unit, epoch: 1, device, bytes: toBase64(randomBytes(64)) };
        return publication(asker, { type: 'UNIT_ADD', unit: newId(), handle: 'harbour/xx' }, [lockbox]);
      },
    },
  },
  'Mutation.readAgencyProof': {
    args: [KEY, 'input.token'],
    probes: 'finds what somebody made up a secret of 256 bits for, and says of it when it ends',
  },
  'Mutation.readInvitation': {
    args: [KEY, 'input.codeProof', 'input.token'],
    probes: { 'token with a wrong code': ({ invitation }) => input(wrongProofsOf(invitation)) },
  },
  'Mutation.releaseRecovery': {
    args: [KEY, 'input.recovery'],
    probes: { recovery: ({ recovery }) => input({ recovery }) },
  },
  'Mutation.requestChallenge': {
    args: [KEY, 'input.device'],
    probes: { device: ({ admin: { device } }) => input({ device }) },
  },
  'Mutation.revokeInvitation': {
    args: [KEY, 'input.invitation'],
    probes: { invitation: ({ invitation }) => input({ invitation: invitation.invite.invitation }) },
  },
  'Mutation.setAgreementStanding': {
    args: [KEY, 'input.record'],
    probes: {
      agreement: ({ agreement, org }, { keys }) =>
        input({
          record: statement(agreement, { ...org, org: keys.org }, [deviceSigner(keys)], { act: 'suspend', seq: 1 }),
        }),
      'agreement as theirs': ({ agreement, org }, { keys }) =>
        input({ record: statement(agreement, org, [deviceSigner(keys)], { act: 'end', seq: 1 }) }),
    },
  },
  'Mutation.setNoticeAddress': { args: ['input.address', KEY], probes: NAMES_NOTHING },
  'Mutation.setNoticeSettings': { args: [KEY, 'input.muted'], probes: NAMES_NOTHING },
  'Mutation.signAgreement': {
    args: [KEY, 'input.record'],
    probes: {
      party: (named, asker) => input({ record: toBase64(writeAgreementRecord(terms(named, asker))) }),
      agreement: ({ agreement, org }, { keys }) =>
        input({ record: recordText(signedBy(nextDraft(agreement), org, [deviceSigner(keys)])) }),
    },
  },
  'Mutation.proposePolicy': {
    args: [KEY, 'input.statement'],
    probes: { 'the policy of this build': () => input({ statement: toBase64(rulesOf()) }) },
  },
  'Mutation.signPolicy': {
    args: [KEY, 'input.id', 'input.signature'],
    probes: {
      id: ({ policyProposal: id }) => input({ id, signature: toBase64(randomBytes(64)) }),
    },
  },
  'Mutation.withdrawPolicyProposal': {
    args: [KEY, 'input.id'],
    probes: { id: ({ policyProposal: id }) => input({ id }) },
  },
  'Mutation.signAgreementProposal': {
    args: [KEY, 'input.record'],
    probes: {
      party: (named, asker) =>
        input({
          record: recordText(
            signedBy(terms(named, asker), { ...named.org, org: asker.keys.org }, [deviceSigner(asker.keys)]),
          ),
        }),
      agreement: ({ agreement, org }, { keys }) =>
        input({ record: recordText(signedBy(nextDraft(agreement), org, [deviceSigner(keys)])) }),
    },
  },
  'Mutation.startBrowserSession': { args: [KEY, 'input.request', 'input.signature'], probes: { device: signingIn } },
  'Mutation.startSession': { args: [KEY, 'input.request', 'input.signature'], probes: { device: signingIn } },
  'Mutation.submitEvidence': {
    args: [KEY, 'input.record'],
    probes: vetProbes({
      kind: 'evidence',
      round: 1,
      items: [{ kind: 'registration', note: null, documentSha256: new Uint8Array(32) }],
    }),
  },
  'Mutation.submitReport': {
    args: [
      'input.card.card',
      'input.card.salt',
      'input.checkpointNote',
      KEY,
      'input.frame',
      'input.grantSet',
      'input.grants',
      'input.policy',
    ],
    probes: {
      recipient: async ({ org, unit }, { api }) => {
        const { directory, harbour } = api.world;
        const term = { start: at() - 100, end: at() + 300 * 24 * 3600, origin: FIXTURE_ORIGIN };
        const agreements = [directory.agreement([harbour.org, org], term)];
        const sealed = await sealFor(api, { recipients: [directory.recipient(unit.handle)], agreements });
        return { input: submissionOf(api, sealed) };
      },
    },
  },
  'Mutation.submitVerdict': {
    args: ['input.admission.body', 'input.admission.leaf', 'input.admission.signature', KEY, 'input.record'],
    probes: VERDICTS,
  },
  'Mutation.withdrawAgreementProposal': {
    args: [KEY, 'input.proposal'],
    probes: { proposal: ({ proposal }) => input({ proposal }) },
  },
};

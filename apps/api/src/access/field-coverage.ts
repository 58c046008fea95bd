import type { Action } from '@sealbridge/policy';
import type { GraphQLSchema } from 'graphql';

/** Every query, mutation and subscription that goes through `perform`, with the action it performs. */
export const COVERED: Readonly<Record<string, Action>> = {
  'Query.agreementPage': 'agreement.read',
  'Query.agreementPreview': 'agreement.preview',
  'Query.agreementProposals': 'agreement.read',
  'Query.agreementVersions': 'agreement.read',
  'Query.agreements': 'agreement.read',
  'Query.application': 'application.read',
  'Query.applicationStatus': 'application.status',
  'Query.applications': 'application.read',
  'Query.auditEntries': 'audit.read',
  'Query.auditLines': 'audit.read',
  'Query.decision': 'decision.explain',
  'Query.deviceLink': 'link.read',
  'Query.directory': 'directory.read',
  'Query.directoryBodies': 'directory.read',
  'Query.exposure': 'exposure.read',
  'Query.guardianShares': 'recovery.share',
  'Query.identityQuestionsAsked': 'identity.read',
  'Query.identityQuestionsReceived': 'identity.list',
  'Query.inbox': 'report.inbox',
  'Query.invitation': 'invitation.list',
  'Query.invitations': 'invitation.list',
  'Query.interests': 'interest.read',
  'Query.ledger': 'report.ledger',
  'Query.logEntry': 'log.read',
  'Query.me': 'me.read',
  'Query.members': 'member.list',
  'Query.myLockboxes': 'directory.read',
  'Query.mySessions': 'session.list',
  'Query.myPasskeys': 'passkey.list',
  'Query.myVault': 'vault.read',
  'Query.notices': 'notice.list',
  'Query.noticeSettings': 'notice.settings',
  'Query.openingOffer': 'report.open.offer',
  'Query.policy': 'policy.read',
  'Query.policyProposals': 'policy.proposals',
  'Query.policyRecords': 'policy.read',
  'Query.readerNames': 'reader.names',
  'Query.recipientStanding': 'standing.read',
  'Query.recoveries': 'recovery.read',
  'Query.recovery': 'recovery.read',
  'Query.report': 'report.read',
  'Query.revealedIdentity': 'identity.read',
  'Mutation.answerIdentity': 'identity.answer',
  'Mutation.answerLink': 'link.answer',
  'Mutation.askForLink': 'link.begin',
  'Mutation.proveLink': 'link.prove',
  'Mutation.askIdentity': 'identity.ask',
  'Mutation.enableMember': 'member.enable',
  'Mutation.confirmNoticeAddress': 'notice.settings',
  'Mutation.admitApplication': 'application.admit',
  'Mutation.applyForVetting': 'application.apply',
  'Mutation.attestVetting': 'application.attest',
  'Mutation.declareInterest': 'interest.declare',
  'Mutation.endAllSessions': 'session.end',
  'Mutation.endSession': 'session.end',
  'Mutation.endVetting': 'application.end',
  'Mutation.exportAudit': 'audit.export',
  'Mutation.joinOrganisation': 'invitation.join',
  'Mutation.makeInvitation': 'invitation.make',
  'Mutation.markNoticesSeen': 'notice.list',
  'Mutation.openReport': 'report.open',
  'Mutation.publishDirectoryEvents': 'directory.publish',
  'Mutation.readInvitation': 'invitation.read',
  'Mutation.releaseRecovery': 'recovery.release',
  'Mutation.revokeInvitation': 'invitation.revoke',
  'Mutation.setNoticeAddress': 'notice.settings',
  'Mutation.setNoticeSettings': 'notice.settings',
  'Mutation.proposeAgreement': 'agreement.propose',
  'Mutation.proposePolicy': 'policy.propose',
  'Mutation.signPolicy': 'policy.sign',
  'Mutation.withdrawPolicyProposal': 'policy.withdraw',
  'Mutation.setAgreementStanding': 'agreement.standing',
  'Mutation.signAgreement': 'agreement.sign',
  'Mutation.signAgreementProposal': 'agreement.sign',
  'Mutation.withdrawAgreementProposal': 'agreement.withdraw',
  'Mutation.putVault': 'vault.put',
  'Mutation.requestStepUp': 'session.stepup',
  'Mutation.startBrowserSession': 'session.start',
  'Mutation.registerPasskey': 'passkey.register',
  'Mutation.removePasskey': 'passkey.remove',
  'Mutation.startPasskeySession': 'session.start',
  'Mutation.startSession': 'session.start',
  'Mutation.stepUp': 'session.stepup',
  'Mutation.submitEvidence': 'application.evidence',
  'Mutation.submitReport': 'report.submit',
  'Mutation.submitVerdict': 'application.verify',
  'Mutation.vaultByWords': 'vault.restore',
  'Subscription.inboxChanged': 'report.watch',
};

/** The few fields that need no permission, each with the reason somebody reviewed. */
export const REVIEWED: Readonly<Record<string, string>> = {
  'Query.stewardsChain':
    'the chain of the stewards, checked by every applicant before anything is sealed to them; the same for everybody',
  'Query.deviceLinkStages':
    'how far links are, said to whoever holds what follows from their codes, 80 bits each; rate-limited, and asked every second while somebody waits; the messages are read by deviceLink',
  'Query.instance': 'public facts a client needs before it can sign in; the prompt checkpoint only with a session',
  'Mutation.readAgencyProof':
    'tells whoever made up a token of 256 bits whether an agency has vouched for its holder; rate-limited',
  'Mutation.requestPasskeyChallenge': 'gives random bytes to anybody; rate-limited',
  'Mutation.requestPasskeyRegistration':
    'gives random bytes to anybody, the same for known and unknown devices; a session hears besides which passkeys its own device has',
  'Mutation.requestChallenge': 'gives random bytes to anybody, the same for known and unknown devices; rate-limited',
};

/** Actions that have no field of their own, and where they are performed. */
export const WITHOUT_FIELD: Readonly<Partial<Record<Action, string>>> = {
  'instance.read': 'reserved for facts about the instance that are not public',
  'session.refuse': 'entries of the node about refusals before a session',
  'report.grant': 'asked for each grant inside report.submit',
  'standing.suspend': 'publishDirectoryEvents, for a SUSPEND event',
  'standing.lift': 'publishDirectoryEvents, for a SUSPEND_LIFT event',
  'recovery.start': 'publishDirectoryEvents, for a RECOVERY_STARTED event',
  'recovery.approve': 'publishDirectoryEvents, for a RECOVERY_APPROVED event',
  'recovery.cancel': 'publishDirectoryEvents, for a RECOVERY_CANCELLED event',
  'recovery.complete': 'publishDirectoryEvents, for a RECOVERY_COMPLETED event',
  'agency.prove': 'GET /agency/:organisation/callback',
  'blob.put': 'PUT /blobs',
  'blob.read': 'GET /blobs',
  'invitation.confirm': 'publishDirectoryEvents, when a device of an invitation is among the events',
};

/** What Nest writes on a method that computes a field of another type. */
const COMPUTES_FIELD = 'graphql:resolve_property';

/**
 * What nobody decided about: root fields of the schema in neither list, methods of resolvers that compute a field beside the
 * act that was decided upon, and names in the lists that the schema does not have. Empty when all is covered.
 */
export function uncovered(schema: GraphQLSchema, resolvers: readonly object[]): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((type) =>
    type === null || type === undefined ? [] : Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
  );
  const present = [...fields, ...resolvers.flatMap(computedFields)];
  const known = new Set([...Object.keys(COVERED), ...Object.keys(REVIEWED)]);
  const missing = present.filter((name) => !known.has(name));
  const stale = [...known].filter((name) => !present.includes(name));
  return [...missing, ...stale].sort();
}

function computedFields(resolver: object): string[] {
  const type = resolver.constructor.name;
  const prototype: unknown = Object.getPrototypeOf(resolver);
  const methods = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  return methods.flatMap(([name, descriptor]) => {
    const value: unknown = descriptor.value;
    const computes = typeof value === 'function' && Reflect.getMetadata(COMPUTES_FIELD, value) === true;
    return computes ? [`${type}.${name}`] : [];
  });
}

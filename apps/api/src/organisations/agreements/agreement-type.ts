import type { Id } from '@sealbridge/vocabulary';

import type { StoredAgreement, StoredVersion } from './agreement.repository.js';
import type { Agreement, AgreementParty, AgreementVersion } from './agreement.types.js';
import type { StoredProposal } from './proposal.repository.js';
import type { AgreementProposal } from './proposal.types.js';

/** Names of organisations by id. */
export type PartyNames = ReadonlyMap<Id, AgreementParty>;

/** An agreement as the schema has it. */
export function agreementType(stored: StoredAgreement, names: PartyNames): Agreement {
  const { id, version, versionHash, record, standing, state, orgs } = stored;
  const live = state === 'in_force';
  return { id, version, versionHash, record, standing: [...standing], state, live, parties: partiesOf(orgs, names) };
}

/** A version as the schema has it. */
export function versionType({ id, version, versionHash, newest, record }: StoredVersion): AgreementVersion {
  return { agreement: id, version, versionHash, newest, record };
}

/** A proposal as the schema has it. */
export function proposalType(stored: StoredProposal, names: PartyNames): AgreementProposal {
  const { id, agreementId, version, versionHash, record, state, signedBy, proposedBy, orgs } = stored;
  return {
    ...{ id, agreement: agreementId, version, versionHash, record, state, proposedBy },
    ...{ signedBy: [...signedBy], proposedAt: stored.proposedAt, closedAt: stored.closedAt },
    parties: partiesOf(orgs, names),
  };
}

function partiesOf(orgs: readonly Id[], names: PartyNames): AgreementParty[] {
  return orgs.flatMap((org) => names.get(org) ?? []);
}

import type { Id } from '@sealbridge/vocabulary';
import { requireOrgAuthority } from '../authority.js';
import type { DirectoryState } from '../directory-state.js';
import { requireThat } from '../directory-error.js';
import { isKnownAt } from '../in-force.js';
import { SECONDS_PER_HOUR } from '../limits.js';
import { requireRoots, ROOT_QUORUM, type SignedBytes } from '../root-authority.js';
import { rootKeyId } from '../signature.js';
import { requireSteward } from '../steward-authority.js';
import type { Member } from '../world.js';
import type { VetRecord } from './record.js';

const ALL_ROOTS = 3;

/** The roots an application names, of an organisation that is not admitted yet: all three apply, two say anything later. */
export interface NamedRootsRule {
  readonly by: 'named_roots';
  readonly rootKeys: readonly Uint8Array[];
}

/** The authority of an admitted organisation, at a time in UNIX seconds: two roots, or a device with `directory.admin`. */
export interface OrganisationRule {
  readonly by: 'organisation';
  readonly state: DirectoryState;
  readonly org: Id;
  readonly now: number;
}

/** One device of a steward who has a seat. */
export interface StewardRule {
  readonly by: 'steward';
  readonly state: DirectoryState;
}

/** Who has to have signed a statement. */
export type VetRule = NamedRootsRule | OrganisationRule | StewardRule;

/**
 * Verifies that a record is for this log and carries exactly the signatures of a rule. Gives the member whose device signed (of a
 * steward with the seat), null when roots did. Throws E_VET_ORIGIN, E_PARTIAL, E_AUTHORITY, E_SIGNER, E_SIGNATURE.
 */
export function verifyVetSignatures(record: VetRecord, origin: string, rule: StewardRule): Member;
export function verifyVetSignatures(record: VetRecord, origin: string, rule: VetRule): Member | null;
export function verifyVetSignatures(record: VetRecord, origin: string, rule: VetRule): Member | null {
  const { statement, signatures, bytes } = record;
  requireThat(statement.origin === origin, 'E_VET_ORIGIN', 'the statement was made for another log');
  const stewardSays = statement.fields.kind === 'verdict';
  requireThat(stewardSays === (rule.by === 'steward'), 'E_AUTHORITY', 'a statement of somebody else');
  const signed: SignedBytes = { signatures, body: bytes, domain: 'sr1.vet' };
  switch (rule.by) {
    case 'named_roots':
      return requireNamedRoots(record, signed, rule);
    case 'organisation':
      return requireOrganisation(record, signed, rule);
    case 'steward':
      return requireSeat(signed, rule);
  }
}

function requireNamedRoots({ statement }: VetRecord, signed: SignedBytes, { rootKeys }: NamedRootsRule): null {
  const roots = rootKeys.map((publicKey) => ({ id: rootKeyId(publicKey), publicKey }));
  requireRoots(roots, statement.fields.kind === 'apply' ? ALL_ROOTS : ROOT_QUORUM, signed);
  return null;
}

function requireOrganisation({ statement }: VetRecord, signed: SignedBytes, rule: OrganisationRule): Member | null {
  const { state, org, now } = rule;
  requireThat(statement.org === org, 'E_AUTHORITY', 'a statement about another organisation');
  const known = state.organisations.has(org) && isKnownAt(state, org, null);
  requireThat(known, 'E_PARTIAL', 'not all events of the organisation could be read');
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  return requireOrgAuthority(state, { ...signed, org, right: 'directory.admin', at: null, barredBy: hour });
}

function requireSeat(signed: SignedBytes, { state }: StewardRule): Member {
  const member = requireSteward(state, signed, null);
  requireThat(member.seat !== null, 'E_AUTHORITY', 'a verdict is given from a seat');
  return member;
}

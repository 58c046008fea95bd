import { verifyTyped } from '@sealbridge/sodium';
import type { Id, Right } from '@sealbridge/vocabulary';
import type { DirectoryData } from './directory-data.js';
import { requireThat } from './directory-error.js';
import type { DirectoryEvent } from './event.js';
import type { EventRecord } from './event-record.js';
import { isInForce, isKnownAt } from './in-force.js';
import { rootKeyId, type EventSignature } from './signature.js';
import type { LogIndex, Member, RootKey } from './world.js';

const ROOT_QUORUM = 2;

/** What of the directory tells who may sign; a draft and a DirectoryState both have it. */
export type SignersView = Pick<DirectoryData, 'chains' | 'organisations' | 'members' | 'devices' | 'stewards'>;

/**
 * Checks that a record carries exactly the signatures its event needs and that each verifies. Throws E_AUTHORITY (wrong
 * kinds or number), E_SIGNER (unknown, ended, without the right), E_SIGNATURE.
 */
export function requireAuthority(data: SignersView, record: EventRecord, event: DirectoryEvent, at: LogIndex): void {
  if (event.type !== 'ORG_ADMIT') return requireOwnAuthority(data, record);
  if (event.kind !== 'stewards') return requireStewards(data, record, at);
  const rootKeys = event.rootKeys.map((publicKey) => ({ id: rootKeyId(publicKey), publicKey }));
  requireRoots(rootKeys, record.signatures, record.leafBytes, 'sr1.dir');
}

// The chain is applied in order, so an authority of the own organisation is judged as it stands now.
function requireOwnAuthority(data: SignersView, record: EventRecord): void {
  requireOrgAuthority(data, {
    org: record.leaf.org,
    right: 'directory.admin',
    signatures: record.signatures,
    body: record.leafBytes,
    domain: 'sr1.dir',
    at: null,
  });
}

/** What an organisation signs with authority: an event of its chain or an agreement. */
export interface OrgStatement {
  readonly org: Id;
  /** The right a single device needs. */
  readonly right: Right;
  readonly signatures: readonly EventSignature[];
  readonly body: Uint8Array;
  readonly domain: 'sr1.dir' | 'sr1.mou';
  /** Position of the log at which the device must be in force; null for now. */
  readonly at: LogIndex;
}

/** Two of three roots, or one device in force of a member with the right; never a mixture. Throws like requireAuthority. */
export function requireOrgAuthority(data: SignersView, statement: OrgStatement): void {
  const { signatures, body, domain } = statement;
  const [only] = signatures;
  if (signatures.length === 1 && only?.kind === 'device') {
    const { member, signPublicKey } = requireSigner(data, only.signer, statement.org, statement.at);
    requireThat(member.rights.includes(statement.right), 'E_SIGNER', 'the signer lacks the right');
    return requireSignature(only, body, signPublicKey, domain);
  }
  requireRoots(data.organisations.get(statement.org)?.rootKeys ?? [], signatures, body, domain);
}

function requireStewards(data: SignersView, record: EventRecord, at: LogIndex): void {
  const { signatures } = record;
  const rightKind = signatures.length === 2 && signatures.every(({ kind }) => kind === 'steward_device');
  requireThat(rightKind, 'E_AUTHORITY', 'an admission needs two devices of stewards');
  const { stewards } = data;
  // Whoever holds back the body that revokes a steward must not make that steward count again.
  const known = stewards !== null && isKnownAt(data, stewards, at);
  requireThat(known, 'E_SIGNER', 'the stewards are not known up to the admission');
  const members = signatures.map((signature) => {
    const { member, signPublicKey } = requireSigner(data, signature.signer, stewards, at);
    requireThat(member.rights.includes('org.admit'), 'E_SIGNER', 'the signer lacks the right');
    requireSignature(signature, record.leafBytes, signPublicKey, 'sr1.dir');
    return member;
  });
  const seats = new Set(members.map(({ seat }) => seat));
  requireThat(seats.has('ngo') && seats.has('public'), 'E_AUTHORITY', 'an admission needs a steward of each seat');
}

function requireSigner(
  data: SignersView,
  id: Id,
  org: Id,
  at: LogIndex,
): { member: Member; signPublicKey: Uint8Array } {
  const device = data.devices.get(id);
  requireThat(device?.org === org && isInForce(device, at), 'E_SIGNER', 'the signer is not an active device');
  const member = data.members.get(device.member);
  requireThat(member !== undefined, 'E_SIGNER', 'the signer has no member');
  return { member, signPublicKey: device.signPublicKey };
}

function requireRoots(
  rootKeys: readonly RootKey[],
  signatures: readonly EventSignature[],
  body: Uint8Array,
  domain: OrgStatement['domain'],
): void {
  const distinct = new Set(signatures.map(({ signer }) => signer)).size;
  const rightKind = signatures.every(({ kind }) => kind === 'root');
  const complete = rightKind && signatures.length === ROOT_QUORUM && distinct === ROOT_QUORUM;
  requireThat(complete, 'E_AUTHORITY', 'two different roots must sign');
  for (const signature of signatures) {
    const root = rootKeys.find(({ id }) => id === signature.signer);
    requireThat(root !== undefined, 'E_SIGNER', 'the signer is not a root of the organisation');
    requireSignature(signature, body, root.publicKey, domain);
  }
}

function requireSignature(
  signature: EventSignature,
  body: Uint8Array,
  publicKey: Uint8Array,
  domain: OrgStatement['domain'],
): void {
  const verifies = verifyTyped(domain, body, signature.signature, publicKey);
  requireThat(verifies, 'E_SIGNATURE', 'a signature does not verify');
}

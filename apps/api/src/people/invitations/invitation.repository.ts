import { Injectable } from '@nestjs/common';
import type { Invite, JoinRequest } from '@sealbridge/directory';
import { INVITATION_ATTEMPTS, type Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import {
  ADD_INVITATION,
  ATTEMPT,
  CONFIRM,
  COUNT_UNITS,
  INVITATION_PAGE,
  JOIN,
  LOCK_INVITATION,
  OFFER,
  ONE_INVITATION,
  REVOKE,
  REVOKE_MADE_BY,
} from './invitation.sql.js';

const MS_PER_SECOND = 1000;

/** An invitation as it is stored. */
export interface InvitationRow {
  readonly row: string;
  readonly id: Id;
  readonly state: 'pending' | 'joined' | 'confirmed' | 'revoked' | 'expired' | 'void';
  readonly orgId: Id;
  readonly member: Id;
  readonly madeBy: Id;
  readonly record: Uint8Array;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly joinedAt: Date | null;
  readonly joining: Uint8Array | null;
  readonly joiningMac: Uint8Array | null;
}

/** A signed invitation with the hashes of the two proofs. */
export interface NewInvitation {
  readonly invite: Invite;
  readonly madeBy: Id;
  readonly record: Uint8Array;
  readonly tokenSha256: Uint8Array;
  readonly codeSha256: Uint8Array;
}

/** Of which invitation the token is, and whether the code was right. */
export interface Attempt {
  readonly id: Id;
  readonly orgId: Id;
  readonly proved: boolean;
}

/** What whoever joins sees of the organisation. */
export interface InvitingOrganisation {
  readonly organisationHandle: string;
  readonly organisationName: string;
  readonly unitHandles: readonly string[];
}

/** Invitations. */
@Injectable()
export class InvitationRepository {
  /** Those of an organisation, newest first; `after` is the row to go on after. */
  page(tx: Transaction, org: Id, after: bigint | null, limit: number): Promise<InvitationRow[]> {
    const values = [INVITATION_ATTEMPTS, org, after === null ? null : after.toString(), limit];
    return tx.query<InvitationRow>(INVITATION_PAGE, values);
  }

  /** The invitation of an organisation, or null. */
  async one(tx: Transaction, org: Id, id: Id): Promise<InvitationRow | null> {
    const [row] = await tx.query<InvitationRow>(ONE_INVITATION, [INVITATION_ATTEMPTS, org, id]);
    return row ?? null;
  }

  /** As `one`; nobody else changes it until the transaction ends. */
  async lock(tx: Transaction, org: Id, id: Id): Promise<InvitationRow | null> {
    const [row] = await tx.query<InvitationRow>(LOCK_INVITATION, [INVITATION_ATTEMPTS, org, id]);
    return row ?? null;
  }

  /** Stores an invitation, unless its token is in use, or its id or the member's in the organisation. */
  async add(tx: Transaction, { invite, ...fields }: NewInvitation): Promise<void> {
    await tx.query(ADD_INVITATION, [
      invite.invitation,
      invite.org,
      invite.member,
      fields.madeBy,
      fields.record,
      fields.tokenSha256,
      fields.codeSha256,
      new Date(invite.expires * MS_PER_SECOND),
    ]);
  }

  /** Whether all these units are the organisation's. */
  async ownUnits(tx: Transaction, org: Id, units: readonly Id[]): Promise<boolean> {
    const [row] = await tx.query<{ count: number }>(COUNT_UNITS, [units, org]);
    return row?.count === units.length;
  }

  /** Counts an attempt with a code; null when no invitation that is not void has this token. */
  async attempt(tx: Transaction, tokenSha256: Uint8Array, codeSha256: Uint8Array): Promise<Attempt | null> {
    const [row] = await tx.query<Attempt>(ATTEMPT, [tokenSha256, codeSha256, INVITATION_ATTEMPTS]);
    return row ?? null;
  }

  /** The organisation that invites, and the handles of these units of it. */
  async offer(tx: Transaction, org: Id, units: readonly Id[]): Promise<InvitingOrganisation> {
    const [row] = await tx.query<InvitingOrganisation>(OFFER, [org, units]);
    if (row === undefined) throw new Error('an invitation of no organisation');
    return row;
  }

  /** Keeps JOIN and its MAC, and gives the time. */
  async join(tx: Transaction, joining: JoinRequest, bytes: Uint8Array, mac: Uint8Array): Promise<Date> {
    const [row] = await tx.query<{ joinedAt: Date }>(JOIN, [
      joining.invitation,
      bytes,
      mac,
      joining.device,
      joining.org,
    ]);
    if (row === undefined) throw new Error('the invitation is gone');
    return row.joinedAt;
  }

  /** Ends an invitation. */
  async revoke(tx: Transaction, org: Id, id: Id): Promise<void> {
    await tx.query(REVOKE, [org, id]);
  }

  /** Ends the invitations of a member who leaves. */
  async revokeMadeBy(tx: Transaction, org: Id, member: Id): Promise<void> {
    await tx.query(REVOKE_MADE_BY, [org, member]);
  }

  /** Confirms the invitation with which this device joined as this member; false when there is none to confirm. */
  async confirm(
    tx: Transaction,
    org: Id,
    { id, member, device }: { id: Id; member: Id; device: Id },
  ): Promise<boolean> {
    return (await tx.query(CONFIRM, [id, org, member, device])).length === 1;
  }
}

import { Injectable } from '@nestjs/common';
import { parseInviteRecord, parseJoin, type JoinRequest } from '@sealbridge/directory';
import type { Resource } from '@sealbridge/policy';
import { equal, sha256 } from '@sealbridge/sodium';

import { Access } from '../../access/access.js';
import type { EntryDetail } from '../../access/act.js';
import { networkOf } from '../../platform/http/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import { NoticeService } from '../../notices/notice.service.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected } from '../../platform/graphql/rejected.js';
import { refused, type Failure } from '../../platform/graphql/user-error.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';

import { inInvitation, requireProof } from './invitation-rules.js';
import { InvitationRepository, type Attempt, type InvitationRow } from './invitation.repository.js';
import {
  JoinOrganisationPayload,
  ReadInvitationPayload,
  type JoinOrganisationInput,
  type ReadInvitationInput,
} from './invitation.types.js';

/**
 * What somebody with an invitation may do, who has no session yet. A wrong link, a wrong code and an invitation that is expired,
 * used, revoked or was never made get one and the same answer.
 */
@Injectable()
export class JoiningService {
  constructor(
    private readonly access: Access,
    private readonly database: Database,
    private readonly invitations: InvitationRepository,
    private readonly notices: NoticeService,
    private readonly limiter: RateLimiter,
  ) {}

  /** Anybody with link and code, while the invitation is good. */
  read(caller: Caller, input: ReadInvitationInput): Promise<ReadInvitationPayload | Failure> {
    return orRejected(async () => {
      const attempt = await this.#prove(caller, input);
      let row: InvitationRow | null = null;
      const outcome = await this.access.perform(guest(caller), {
        action: 'invitation.read',
        reach: 'directory',
        detail: detailOf(attempt),
        resource: async (tx) => {
          row = attempt?.proved === true ? await this.invitations.one(tx, attempt.orgId, attempt.id) : null;
          return row?.state === 'pending' ? invitationResource(row) : null;
        },
        work: (_permit, tx) => this.#offer(tx, existing(row)),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(ReadInvitationPayload, { clientMutationId: input.clientMutationId, ...outcome.value });
    });
  }

  /** As `read`, once: whoever joins leaves keys, and the administrator's device alone can tell whether they are the invited one's. */
  join(caller: Caller, input: JoinOrganisationInput): Promise<JoinOrganisationPayload | Failure> {
    return orRejected(async () => {
      const joining = await this.access.read(guest(caller), 'invitation.join', () => parse(input));
      const attempt = await this.#prove(caller, input);
      let row: InvitationRow | null = null;
      const outcome = await this.access.perform(guest(caller), {
        action: 'invitation.join',
        reach: 'directory',
        detail: detailOf(attempt),
        resource: async (tx) => {
          row = attempt?.proved === true ? await this.invitations.lock(tx, attempt.orgId, attempt.id) : null;
          return row !== null && isFor(joining, row) && isOpen(row, input) ? invitationResource(row) : null;
        },
        work: (_permit, tx) => this.#join(tx, existing(row), joining, input),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      const fields = { clientMutationId, invitation: joining.invitation, joinedAt: outcome.value };
      return asType(JoinOrganisationPayload, fields);
    });
  }

  /**
   * Whose invitation the token is and whether the code is right; null for a token of none. The attempt counts whatever comes of it,
   * in a transaction of its own: a refusal rolls back what is refused. Throws Rejected when there were too many.
   */
  async #prove({ client }: Caller, { token, codeProof }: ReadInvitationInput): Promise<Attempt | null> {
    await this.limiter.requireAttempt('invitation_proofs', networkOf(client.address));
    requireProof(token, 'token');
    requireProof(codeProof, 'codeProof');
    return this.database.system((tx) => this.invitations.attempt(tx, sha256(token), sha256(codeProof)));
  }

  async #offer(tx: Transaction, { orgId, madeBy, record }: InvitationRow): Promise<Offer> {
    const { units } = parseInviteRecord(record).invite;
    const { organisationHandle, organisationName, unitHandles } = await this.invitations.offer(tx, orgId, units);
    return { organisationHandle, organisationName, invitedBy: madeBy, unitHandles: [...unitHandles], record };
  }

  async #join(tx: Transaction, row: InvitationRow, joining: JoinRequest, input: JoinOrganisationInput): Promise<Date> {
    if (row.joinedAt !== null) return row.joinedAt;
    await this.notices.raise(tx, {
      kind: 'invitation_accepted',
      to: { org: row.orgId, right: 'directory.admin' },
      object: { type: 'invitation', id: row.id },
    });
    return this.invitations.join(tx, joining, input.joining, input.mac);
  }
}

type Offer = Omit<ReadInvitationPayload, 'clientMutationId'>;

/** Joining gives a session no more than somebody without one. */
function guest(caller: Caller): Caller {
  return { ...caller, session: null };
}

/** The organisation sees who tried its invitation, wrong codes included. */
function detailOf(attempt: Attempt | null): Partial<EntryDetail> {
  if (attempt === null) return {};
  return { object: { type: 'invitation', id: attempt.id, version: null, hash: null }, aboutOrg: attempt.orgId };
}

function invitationResource({ orgId }: InvitationRow): Resource {
  return { type: 'Invitation', attributes: { org: orgId, proved: true } };
}

function existing(row: InvitationRow | null): InvitationRow {
  if (row === null) throw new Error('an act on nothing was permitted');
  return row;
}

function parse({ joining, mac }: JoinOrganisationInput): JoinRequest {
  requireProof(mac, 'mac');
  return inInvitation('joining', () => parseJoin(joining));
}

function isFor({ invitation, org, member }: JoinRequest, row: InvitationRow): boolean {
  return invitation === row.id && org === row.orgId && member === row.member;
}

/** Good for joining, or joined already with exactly this: an answer that was lost is given again. */
function isOpen(row: InvitationRow, { joining, mac }: JoinOrganisationInput): boolean {
  if (row.state === 'pending') return true;
  const { joining: before, joiningMac } = row;
  return (
    row.state === 'joined' && before !== null && joiningMac !== null && equal(before, joining) && equal(joiningMac, mac)
  );
}

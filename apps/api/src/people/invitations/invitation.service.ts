import { Injectable } from '@nestjs/common';
import { parseInviteRecord, verifyInvite, type InviteRecord } from '@sealbridge/directory';
import { equal, sha256 } from '@sealbridge/sodium';
import { parseId, type Id } from '@sealbridge/vocabulary';

import type { Act } from '../../access/act.js';
import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { asType } from '../../platform/graphql/as-type.js';
import { pageOf, pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';
import { conflict, invalid, refused, type Failure } from '../../platform/graphql/user-error.js';

import { inInvitation, requireInvite, requireProof } from './invitation-rules.js';
import { InvitationRepository, type InvitationRow } from './invitation.repository.js';
import {
  MakeInvitationPayload,
  RevokeInvitationPayload,
  type Invitation,
  type InvitationConnection,
  type MakeInvitationInput,
  type RevokeInvitationInput,
} from './invitation.types.js';

const LIST = 'invitations';
const MS_PER_SECOND = 1000;

/** Invitations, as the administrators of an organisation handle them. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly access: Access,
    private readonly invitations: InvitationRepository,
    private readonly directory: DirectoryStateService,
    private readonly node: NodeIdentity,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by administrators, for their organisation. The same record again is answered alike. */
  make(caller: Caller, input: MakeInvitationInput): Promise<MakeInvitationPayload | Failure> {
    return orRejected(async () => {
      const { device, organisation } = sessionOf(caller);
      const record = await this.access.read(caller, 'invitation.make', () => read(input));
      const { invite } = record;
      const outcome = await this.access.perform(caller, {
        action: 'invitation.make',
        reach: 'directory',
        detail: {
          object: { type: 'invitation', id: invite.invitation, version: null, hash: sha256(input.record) },
          idempotencyKey: input.clientMutationId,
          aboutOrg: organisation,
        },
        resource: () => Promise.resolve({ type: 'Invitation', attributes: { org: invite.org, proved: false } }),
        work: async ({ member }, tx) => {
          await this.#verify(tx, record, device);
          return this.#add(tx, record, input, member.member);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      return asType(MakeInvitationPayload, { clientMutationId, invitation: invitationType(outcome.value) });
    });
  }

  /** May be called by administrators; shows those of their organisation, newest first. */
  async list(caller: Caller, page: PageArgs): Promise<InvitationConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(page);
    const after = this.#after(organisation, page);
    const outcome = await this.access.perform(caller, {
      action: 'invitation.list',
      resource: () => Promise.resolve({ type: 'Invitation', list: true }),
      work: (permit, tx) => this.invitations.page(tx, permit.member.org, after, size + 1),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => ({
      cursor: this.cursors.seal(LIST, organisation, BigInt(row.row)),
      node: invitationType(row),
    }));
  }

  /** May be called by administrators; null for one that is not of their organisation, as for one that is not there. */
  async one(caller: Caller, id: string): Promise<Invitation | null> {
    const invitation = parseId(id);
    if (invitation === null) return null;
    const outcome = await this.access.perform(
      caller,
      this.#on('invitation.list', { org: sessionOf(caller).organisation, id: invitation }, found),
    );
    const row = answerOf(outcome, null);
    return row === null ? null : invitationType(row);
  }

  /** May be called by administrators. An invitation that is confirmed stands; one that is good for nothing stays so. */
  revoke(
    caller: Caller,
    { clientMutationId, invitation }: RevokeInvitationInput,
  ): Promise<RevokeInvitationPayload | Failure> {
    return orRejected(async () => {
      const id = parseId(invitation);
      if (id === null) throw new Rejected(invalid('E_ID', 'not an id', 'invitation'));
      const outcome = await this.access.perform(
        caller,
        this.#on('invitation.revoke', { org: sessionOf(caller).organisation, id }, async (row, tx) => {
          if (row.state === 'confirmed') throw new Refusal('wrong_state');
          if (row.state !== 'revoked') await this.invitations.revoke(tx, row.orgId, id);
          return { ...row, state: 'revoked' } as const;
        }),
      );
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(RevokeInvitationPayload, { clientMutationId, invitation: invitationType(outcome.value) });
    });
  }

  /** An act on one stored invitation, which nobody else changes meanwhile. */
  #on(
    action: 'invitation.list' | 'invitation.revoke',
    { org, id }: { readonly org: Id; readonly id: Id },
    work: (row: InvitationRow, tx: Transaction) => Promise<InvitationRow>,
  ): Act<InvitationRow> {
    let row: InvitationRow | null = null;
    return {
      action,
      detail: { object: { type: 'invitation', id, version: null, hash: null } },
      resource: async (tx) => {
        row = await (action === 'invitation.list'
          ? this.invitations.one(tx, org, id)
          : this.invitations.lock(tx, org, id));
        return row === null ? null : { type: 'Invitation', attributes: { org: row.orgId, proved: false } };
      },
      work: (_permit, tx) => {
        if (row === null) throw new Error('an act on nothing was permitted');
        return work(row, tx);
      },
    };
  }

  /** Throws Rejected unless the caller's device signed it with authority, for this log. */
  async #verify(tx: Transaction, record: InviteRecord, device: Id): Promise<void> {
    const state = await this.directory.committed(tx);
    if (state === null) throw new Error('the directory is empty');
    const now = Date.now() / MS_PER_SECOND;
    inInvitation('record', () => verifyInvite({ state, record, origin: this.node.logOrigin, now }));
    if (record.signatures[0]?.signer === device) return;
    throw new Rejected(invalid('E_SIGNER', 'the invitation is not signed by this device', 'record'));
  }

  async #add(
    tx: Transaction,
    { invite }: InviteRecord,
    { record, tokenSha256, codeSha256 }: MakeInvitationInput,
    madeBy: Id,
  ): Promise<InvitationRow> {
    if (!(await this.invitations.ownUnits(tx, invite.org, invite.units))) {
      throw new Rejected(invalid('E_UNKNOWN_UNIT', 'a unit is not of this organisation', 'record'));
    }
    await this.invitations.add(tx, { invite, madeBy, record, tokenSha256, codeSha256 });
    const stored = await this.invitations.one(tx, invite.org, invite.invitation);
    if (stored === null || !equal(stored.record, record)) {
      throw new Rejected(conflict('the ids of the invitation are in use'));
    }
    return stored;
  }

  #after(organisation: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(LIST, organisation, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }
}

/** The invitation of an input, if it offers what an invitation may. Throws Rejected. */
function read({ record, tokenSha256, codeSha256 }: MakeInvitationInput): InviteRecord {
  const parsed = inInvitation('record', () => parseInviteRecord(record));
  requireInvite(parsed.invite, Date.now() / MS_PER_SECOND);
  requireProof(tokenSha256, 'tokenSha256');
  requireProof(codeSha256, 'codeSha256');
  return parsed;
}

const found = (row: InvitationRow): Promise<InvitationRow> => Promise.resolve(row);

function invitationType({ row: _row, orgId: _orgId, ...fields }: InvitationRow): Invitation {
  return fields;
}

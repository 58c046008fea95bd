import { Injectable } from '@nestjs/common';
import { operationDigest } from '@sealbridge/envelope';
import type { Resource } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { SessionRepository } from '../session.repository.js';

import { type OwnPasskey, PasskeyRepository } from './passkey.repository.js';
import { Passkey, type RemovePasskeyInput, RemovePasskeyPayload } from './passkey.types.js';

/** The passkeys of the device that signed in, and their end. */
@Injectable()
export class PasskeyListService {
  constructor(
    private readonly access: Access,
    private readonly passkeys: PasskeyRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** Any signed-in member, about the device of the session; at most MAX_PASSKEYS. */
  async list(caller: Caller): Promise<Passkey[]> {
    const { device } = sessionOf(caller);
    const outcome = await this.access.perform(caller, {
      action: 'passkey.list',
      resource: () => Promise.resolve(passkeyResource(device)),
      work: (_permit, tx) => this.passkeys.ofDevice(tx, device),
      entry: ({ length }) => ({ resultCount: length }),
    });
    return answerOf(outcome, []).map(passkeyType);
  }

  /**
   * The device of the session alone, and never its last way in. Its other sessions that began by a passkey end: one may be of whoever
   * found the authenticator that is removed for being lost.
   */
  remove(caller: Caller, input: RemovePasskeyInput): Promise<RemovePasskeyPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      const outcome = await this.access.perform(caller, {
        action: 'passkey.remove',
        operation: operationDigest('removePasskey', [input.id]),
        detail: { object: { type: 'device', id: device, version: null, hash: null } },
        resource: () => Promise.resolve(passkeyResource(device)),
        work: (permit, tx) => this.#remove(permit, tx, input.id),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(RemovePasskeyPayload, { clientMutationId: input.clientMutationId, passkeys: outcome.value });
    });
  }

  async #remove({ member: { device, session } }: Permit, tx: Transaction, credentialId: Uint8Array): Promise<number> {
    const owner = await this.passkeys.known(tx, device);
    if (owner === null) throw new Refusal('not_permitted');
    const left = (await this.passkeys.hold(tx, owner)) - 1;
    if (!(await this.passkeys.remove(tx, credentialId, device))) throw new Refusal('not_permitted');
    if (left + (await this.passkeys.otherWays(tx, device)) < 1) {
      throw new Rejected(invalid('E_LAST_WAY_IN', 'this is the last way into the keys of this device', 'id'));
    }
    await this.sessions.endByPasskey(tx, device, session);
    return left;
  }
}

function passkeyResource(device: Id): Resource {
  return { type: 'Passkey', attributes: { device, proved: true } };
}

function passkeyType(passkey: OwnPasskey): Passkey {
  const { credentialId: id, backedUp, madeAt, lastUsedOn } = passkey;
  return asType(Passkey, { id, label: labelOf(passkey), backedUp, madeAt, lastUsedOn });
}

/** What people know a passkey by; its maker is not asked for. */
function labelOf({ backupEligible, transports }: OwnPasskey): string {
  if (backupEligible) return 'synced';
  if (transports.includes('internal')) return 'this_device';
  if (transports.includes('hybrid')) return 'phone';
  return transports.length > 0 ? 'security_key' : 'passkey';
}

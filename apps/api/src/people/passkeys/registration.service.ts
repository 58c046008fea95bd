import { Injectable } from '@nestjs/common';
import { parseJoin } from '@sealbridge/directory';
import { EnvelopeError, operationDigest, parsePasskeyStatement, type PasskeyStatement } from '@sealbridge/envelope';
import type { Resource } from '@sealbridge/policy';
import { equal, sha256, verifyTyped } from '@sealbridge/sodium';
import { idFromBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { EntryDetail } from '../../access/act.js';
import { networkOf } from '../../platform/http/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { Refusal } from '../../access/refusal.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { NoticeService } from '../../notices/notice.service.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { invalid, rateLimited, refused, type Failure } from '../../platform/graphql/user-error.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';
import { CLOCK_SKEW_SECONDS } from '../session-rules.js';
import { SessionStartService } from '../session-start.service.js';
import { SessionRepository } from '../session.repository.js';

import { PasskeyChallenge } from './passkey-challenge.js';
import { PasskeyError } from './passkey-error.js';
import { type KnownDevice, type PasskeyOwner, PasskeyRepository } from './passkey.repository.js';
import { MAX_PASSKEYS, TRANSPORTS, type Transport } from './passkey-rules.js';
import { PasskeySettings } from './passkey-settings.js';
import {
  type RegisterPasskeyInput,
  RegisterPasskeyPayload,
  type RequestPasskeyRegistrationInput,
  RequestPasskeyRegistrationPayload,
} from './passkey.types.js';
import { type NewPasskey, verifyRegistration } from './registration.js';

const MS_PER_SECOND = 1000;
const ID_BYTES = 16;

/** The device whose key signed, and how the directory knows it; null while it waits to be confirmed. */
interface Signer extends PasskeyOwner {
  readonly known: KnownDevice | null;
}

/**
 * Making passkeys. Whose a passkey becomes is told by one thing alone: the device key that signed the statement over it. No id in the
 * request names anybody besides (the way others' second factors were enrolled elsewhere).
 */
@Injectable()
export class PasskeyRegistrationService {
  constructor(
    private readonly access: Access,
    private readonly database: Database,
    private readonly passkeys: PasskeyRepository,
    private readonly challenges: PasskeyChallenge,
    private readonly sessions: SessionRepository,
    private readonly starts: SessionStartService,
    private readonly notices: NoticeService,
    private readonly node: NodeIdentity,
    private readonly settings: PasskeySettings,
    private readonly limiter: RateLimiter,
  ) {}

  /** Anybody may ask, for any device id: only a session of that very device hears which passkeys it has. */
  async request(
    { client, session }: Caller,
    { clientMutationId, device }: RequestPasskeyRegistrationInput,
  ): Promise<RequestPasskeyRegistrationPayload | Failure> {
    const id = parseId(device);
    if (id === null) return invalid('E_ID', 'not an id', 'device');
    const wait = await this.limiter.take('passkey_registration', networkOf(client.address));
    if (wait > 0) return rateLimited(wait);
    const { nonce, expiresAt } = this.challenges.make({ register: id }, Date.now() / MS_PER_SECOND);
    const own = session?.device === id ? await this.database.system((tx) => this.passkeys.ofDevice(tx, id)) : [];
    return asType(RequestPasskeyRegistrationPayload, {
      clientMutationId,
      nonce,
      expiresAt: new Date(expiresAt * MS_PER_SECOND),
      userHandle: this.challenges.userHandle(id),
      rpId: this.settings.rpId,
      rpName: 'Sealbridge',
      excludeCredentials: own.map(({ credentialId }) => credentialId),
    });
  }

  /** May be called by whoever holds the key of an active device, or of one that joined by an invitation and waits. */
  register(caller: Caller, input: RegisterPasskeyInput): Promise<RegisterPasskeyPayload | Failure> {
    return orRejected(async () => {
      const statement = parse(input.statement);
      const { device } = statement;
      await this.starts.requireUnlocked(caller, device);
      const signer = await this.#signer(statement, input);
      if (signer === null) await this.starts.fail(caller, device);
      else requireClock(statement);
      const outcome = await this.access.perform(callerOf(caller, device), {
        action: 'passkey.register',
        reach: 'directory',
        operation: operationDigest('registerPasskey', [input.statement]),
        detail: detailOf(device, signer),
        ...(signer === null ? {} : { deviceRequest: { bytes: input.statement, signature: input.signature } }),
        resource: () => Promise.resolve(signer === null ? null : passkeyResource(device)),
        work: (permit, tx) => this.#add(permit, tx, present(signer), input, statement),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId, attestation } = input;
      return asType(RegisterPasskeyPayload, { clientMutationId, id: attestation.id, passkeys: outcome.value });
    });
  }

  /** The device that signed for this server and this challenge, or null. The challenge is used up either way. */
  #signer(statement: PasskeyStatement, { statement: bytes, signature }: RegisterPasskeyInput): Promise<Signer | null> {
    const { device, nonce, origin, nodeKeyId } = statement;
    return this.database.system(async (tx) => {
      const end = this.challenges.endOf(nonce, { register: device }, Date.now() / MS_PER_SECOND);
      const given = end !== null && (await this.sessions.useChallenge(tx, nonce, end));
      const candidates = await this.#candidates(tx, device);
      if (!given || origin !== this.settings.origin || !equal(nodeKeyId, this.node.keyId)) return null;
      return candidates.find(({ signPk }) => verifyTyped('sr1.passkey', bytes, signature, signPk)) ?? null;
    });
  }

  /**
   * Whose signature may speak for a device id: the directory's word is the last one; before it, of whoever joined under the id. Both
   * are asked for each time, so that no time tells which devices there are.
   */
  async #candidates(tx: Transaction, device: Id): Promise<Signer[]> {
    const [known, joinings] = await Promise.all([this.passkeys.known(tx, device), this.passkeys.waiting(tx, device)]);
    if (known !== null) return known.state === 'active' ? [{ device, signPk: known.signPk, known }] : [];
    return joinings.map((joining) => ({ device, signPk: parseJoin(joining).signPublicKey, known: null }));
  }

  /** Stores the passkey and gives how many the device has now. */
  async #add(
    permit: Permit,
    tx: Transaction,
    { known, ...owner }: Signer,
    input: RegisterPasskeyInput,
    statement: PasskeyStatement,
  ): Promise<number> {
    const passkey = await this.#verified(input, statement);
    const count = await this.passkeys.hold(tx, owner);
    const { actor } = permit;
    // what policy judged may be past: the first of two at once needs no fresh verification, the second does
    if (count > 0 && (actor.class !== 'member' || !actor.hasPasskey)) throw new Refusal('step_up_needed');
    if (count >= MAX_PASSKEYS)
      throw new Rejected(invalid('E_PASSKEY_COUNT', 'the device has as many passkeys as it may'));
    const userHandle = this.challenges.userHandle(owner.device);
    const { signature, attestation } = input;
    const transports = TRANSPORTS.filter((transport: Transport) => attestation.transports.includes(transport));
    const record = { ...passkey, owner, userHandle, transports, statement: input.statement, signature };
    if (!(await this.passkeys.add(tx, record))) throw new Refusal('not_permitted');
    if (known !== null) await this.#tell(tx, known.member, passkey.credentialId);
    return count + 1;
  }

  async #verified({ attestation }: RegisterPasskeyInput, statement: PasskeyStatement): Promise<NewPasskey> {
    const isSigned =
      equal(statement.credentialId, attestation.id) &&
      equal(statement.clientDataSha256, sha256(attestation.clientDataJSON)) &&
      equal(statement.attestationSha256, sha256(attestation.attestationObject));
    if (!isSigned) throw new Rejected(invalid('E_STATEMENT', 'the statement is of another passkey', 'statement'));
    try {
      return await verifyRegistration(attestation, this.settings.ceremony(statement.nonce));
    } catch (error) {
      if (error instanceof PasskeyError) throw new Rejected(invalid(error.code, error.message, 'attestation'));
      throw error;
    }
  }

  async #tell(tx: Transaction, member: Id, credentialId: Uint8Array): Promise<void> {
    const occasion = idFromBytes(sha256(credentialId).slice(0, ID_BYTES));
    await this.notices.raise(tx, {
      kind: 'passkey_added',
      to: { member },
      object: { type: 'member', id: member },
      occasion,
    });
  }
}

/** A session speaks for its own device alone; for any other there is nothing but the signature. */
function callerOf(caller: Caller, device: Id): Caller {
  return caller.session?.device === device ? caller : { ...caller, session: null };
}

function detailOf(device: Id, signer: Signer | null): Partial<EntryDetail> {
  const object = { type: 'device', id: device, version: null, hash: null } as const;
  const known = signer?.known ?? null;
  if (known === null) return { object };
  const { organisation: org, member } = known;
  return { object, signer: { org, member, device } };
}

function passkeyResource(device: Id): Resource {
  return { type: 'Passkey', attributes: { device, proved: true } };
}

function present(signer: Signer | null): Signer {
  if (signer === null) throw new Error('an act on nothing was permitted');
  return signer;
}

function parse(bytes: Uint8Array): PasskeyStatement {
  try {
    return parsePasskeyStatement(bytes);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new Rejected(invalid(error.code, error.message, 'statement'));
    throw error;
  }
}

/** Only who holds the key learns that the clock is the trouble. */
function requireClock({ time }: PasskeyStatement): void {
  const off = Math.abs(time - Date.now() / MS_PER_SECOND);
  if (off > CLOCK_SKEW_SECONDS) throw new Rejected(invalid('E_CLOCK', 'the clock of the device is off', 'statement'));
}

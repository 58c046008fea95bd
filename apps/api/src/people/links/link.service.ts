import { Injectable } from '@nestjs/common';
import type { Action, Resource } from '@sealbridge/policy';
import { equal, sha256, toHex } from '@sealbridge/sodium';

import { Access } from '../../access/access.js';
import type { EntryDetail } from '../../access/act.js';
import { networkOf } from '../../platform/http/address-prefix.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, refused, type Failure } from '../../platform/graphql/user-error.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';

import {
  MAX_LOOKUPS,
  MAX_OFFER_BYTES,
  MAX_PROOF_BYTES,
  PROOF_BYTES,
  readLinkRequest,
  requireMessage,
  requireProof,
} from './link-rules.js';
import { LinkRepository, type LinkMessage, type LinkRow } from './link.repository.js';
import {
  DeviceLink,
  DeviceLinkPayload,
  type AnswerLinkInput,
  type AskForLinkInput,
  type ProveLinkInput,
} from './link.types.js';

const NONE = 'none';

/**
 * Passes on what two devices of a member say to each other before the new one is in the directory. Whoever knows the lookup knows the
 * code it follows from: nothing else is asked of the new device, and of the other one a session. What the messages say is theirs to
 * check; here they are only kept, each once.
 */
@Injectable()
export class LinkService {
  constructor(
    private readonly access: Access,
    private readonly database: Database,
    private readonly links: LinkRepository,
    private readonly limiter: RateLimiter,
  ) {}

  /** Anybody: how far the links of these lookups are, in their order; `none` where there is no link. Throws ApiError. */
  async stages({ client }: Caller, lookups: readonly Uint8Array[]): Promise<string[]> {
    await this.limiter.requireQuestion('link_questions', networkOf(client.address));
    if (lookups.length > MAX_LOOKUPS || lookups.some(({ length }) => length !== PROOF_BYTES)) {
      throw new ApiError('BAD_USER_INPUT');
    }
    const hashes = lookups.map((lookup) => sha256(lookup));
    const found = await this.database.system((tx) => this.links.stages(tx, hashes));
    const stages = new Map(found.map(({ lookupSha256, stage }) => [toHex(lookupSha256), stage]));
    return hashes.map((hash) => stages.get(toHex(hash)) ?? NONE);
  }

  /** Anybody with the lookup: the messages so far; null when there is no link of it. */
  async read(caller: Caller, lookup: Uint8Array): Promise<DeviceLink | null> {
    await this.limiter.requireQuestion('link_questions', networkOf(caller.client.address));
    if (lookup.length !== PROOF_BYTES) throw new ApiError('BAD_USER_INPUT');
    let row: LinkRow | null = null;
    const outcome = await this.access.perform(guest(caller), {
      action: 'link.read',
      reach: 'directory',
      resource: async (tx) => {
        row = await this.links.one(tx, sha256(lookup));
        return row === null ? null : linkResource(row);
      },
      work: () => Promise.resolve(existing(row)),
      entry: detailOf,
    });
    const found = answerOf(outcome, null);
    if (found === null) return null;
    const { request, requestMac, offer, offerMac, proof, proofMac, expiresAt } = found;
    return asType(DeviceLink, { request, requestMac, offer, offerMac, proof, proofMac, expiresAt });
  }

  /** Anybody, once for each lookup: a new device asks to be let in. */
  ask(caller: Caller, input: AskForLinkInput): Promise<DeviceLinkPayload | Failure> {
    return orRejected(async () => {
      const message = { bytes: input.request, mac: input.mac };
      const request = await this.#read(guest(caller), 'link.begin', input, () => readLinkRequest(message.bytes));
      const outcome = await this.access.perform(guest(caller), {
        action: 'link.begin',
        reach: 'directory',
        // whoever asks first has made the code, or holds the link with it
        resource: () => Promise.resolve({ type: 'Link', attributes: { member: '', proved: true } }),
        work: async (_permit, tx) => {
          const lookup = sha256(input.lookup);
          await this.links.ask(tx, lookup, request, message);
          const row = await this.links.one(tx, lookup);
          if (row !== null && same(message, row.request, row.requestMac)) return row;
          throw new Rejected(conflict('another device has asked with this code'));
        },
        entry: detailOf,
      });
      return outcome.ok ? payload(input, outcome.value) : refused(outcome.reason, outcome.ref);
    });
  }

  /** May be called by members in standing with the lookup: this device lets the new one in. */
  answer(caller: Caller, input: AnswerLinkInput): Promise<DeviceLinkPayload | Failure> {
    return orRejected(async () => {
      const { device, member } = sessionOf(caller);
      const message = { bytes: input.offer, mac: input.mac };
      await this.#read(caller, 'link.answer', input, () => requireMessage(message.bytes, MAX_OFFER_BYTES, 'offer'));
      return this.#keep(caller, 'link.answer', input, {
        // of two devices that answer one code the first counts, and the second is told nothing of it
        takes: ({ offer, offerMac, offeredBy }) =>
          offer === null || (offeredBy === device && same(message, offer, offerMac)),
        member,
        keep: (tx, row) =>
          row.offer === null ? this.links.offer(tx, sha256(input.lookup), device, message) : Promise.resolve(),
      });
    });
  }

  /** Anybody with the lookup, once a device has answered: the new device proves that it holds its keys. */
  prove(caller: Caller, input: ProveLinkInput): Promise<DeviceLinkPayload | Failure> {
    return orRejected(async () => {
      const message = { bytes: input.proof, mac: input.mac };
      await this.#read(guest(caller), 'link.prove', input, () =>
        requireMessage(message.bytes, MAX_PROOF_BYTES, 'proof'),
      );
      return this.#keep(guest(caller), 'link.prove', input, {
        takes: ({ offer, proof, proofMac }) => offer !== null && (proof === null || same(message, proof, proofMac)),
        member: null,
        keep: (tx, row) =>
          row.proof === null ? this.links.prove(tx, sha256(input.lookup), message) : Promise.resolve(),
      });
    });
  }

  /** What `read` makes of an input whose lookup and MAC have their length, within the share of its network. Throws Rejected. */
  async #read<T>(caller: Caller, action: Action, { lookup, mac }: LinkInput, read: () => T): Promise<T> {
    await this.limiter.requireAttempt('link_messages', networkOf(caller.client.address));
    return this.access.read(caller, action, () => {
      requireProof(lookup, 'lookup');
      requireProof(mac, 'mac');
      return read();
    });
  }

  /** Keeps a message of a link that is there and takes it. */
  async #keep(
    caller: Caller,
    action: 'link.answer' | 'link.prove',
    input: LinkInput,
    { takes, member, keep }: Kept,
  ): Promise<DeviceLinkPayload | Failure> {
    let row: LinkRow | null = null;
    const outcome = await this.access.perform(caller, {
      action,
      reach: 'directory',
      resource: async (tx) => {
        row = await this.links.lock(tx, sha256(input.lookup));
        return row === null || row.doneAt !== null || !takes(row) ? null : linkResource(row, member);
      },
      work: async (_permit, tx) => {
        await keep(tx, existing(row));
        return existing(row);
      },
      entry: detailOf,
    });
    return outcome.ok ? payload(input, outcome.value) : refused(outcome.reason, outcome.ref);
  }
}

type LinkInput = Pick<AskForLinkInput, 'clientMutationId' | 'lookup' | 'mac'>;

interface Kept {
  /** Whether the link is where this message belongs. */
  readonly takes: (row: LinkRow) => boolean;
  /** Whose link it is by this message; null when that is settled. */
  readonly member: string | null;
  readonly keep: (tx: Transaction, row: LinkRow) => Promise<void>;
}

/** A new device has no session, and one gives it no more. */
function guest(caller: Caller): Caller {
  return { ...caller, session: null };
}

function linkResource(row: LinkRow, member: string | null = null): Resource {
  return { type: 'Link', attributes: { member: member ?? row.member ?? '', proved: true } };
}

/** The organisation of the device that answered sees what became of it. */
function detailOf({ link, orgId }: LinkRow): Partial<EntryDetail> {
  const object = { type: 'link', id: link, version: null, hash: null };
  return orgId === null ? { object } : { object, aboutOrg: orgId };
}

function existing(row: LinkRow | null): LinkRow {
  if (row === null) throw new Error('an act on nothing was permitted');
  return row;
}

function same({ bytes, mac }: LinkMessage, before: Uint8Array, macBefore: Uint8Array | null): boolean {
  return macBefore !== null && equal(bytes, before) && equal(mac, macBefore);
}

function payload({ clientMutationId }: LinkInput, { expiresAt }: LinkRow): DeviceLinkPayload {
  return asType(DeviceLinkPayload, { clientMutationId, expiresAt });
}

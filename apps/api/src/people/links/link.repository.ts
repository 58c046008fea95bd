import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import { LINK_KEPT_MINUTES, LINK_MINUTES, type LinkRequest } from './link-rules.js';
import { ASK, FORGET_LINKS, LOCK_LINK, OFFER, ONE_LINK, PROVE, STAGES, USE_LINK } from './link.sql.js';

/** A message and its MAC, both opaque to the server. */
export interface LinkMessage {
  readonly bytes: Uint8Array;
  readonly mac: Uint8Array;
}

/** A link as it is stored. `offeredBy`, `orgId` and `member` are those of the device that answered, null before. */
export interface LinkRow {
  readonly link: Id;
  readonly device: Id;
  readonly request: Uint8Array;
  readonly requestMac: Uint8Array;
  readonly offer: Uint8Array | null;
  readonly offerMac: Uint8Array | null;
  readonly proof: Uint8Array | null;
  readonly proofMac: Uint8Array | null;
  readonly expiresAt: Date;
  readonly doneAt: Date | null;
  readonly offeredBy: Id | null;
  readonly orgId: Id | null;
  readonly member: Id | null;
}

/** How far a link is. */
export interface LinkStage {
  readonly lookupSha256: Uint8Array;
  readonly stage: 'asked' | 'offered' | 'proved' | 'done';
}

/** Links between devices, found by the SHA-256 of their lookup. */
@Injectable()
export class LinkRepository {
  /** The link of this lookup, or null when there is none or its time is over. */
  async one(tx: Transaction, lookupSha256: Uint8Array): Promise<LinkRow | null> {
    const [row] = await tx.query<LinkRow>(ONE_LINK, [lookupSha256]);
    return row ?? null;
  }

  /** As `one`; nobody else changes it until the transaction ends. */
  async lock(tx: Transaction, lookupSha256: Uint8Array): Promise<LinkRow | null> {
    const [row] = await tx.query<LinkRow>(LOCK_LINK, [lookupSha256]);
    return row ?? null;
  }

  /** How far the links of these lookups are. */
  stages(tx: Transaction, lookupsSha256: readonly Uint8Array[]): Promise<LinkStage[]> {
    return tx.query<LinkStage>(STAGES, [lookupsSha256]);
  }

  /** Keeps the request, unless there is one by this lookup. */
  async ask(
    tx: Transaction,
    lookupSha256: Uint8Array,
    { link, device }: LinkRequest,
    { bytes, mac }: LinkMessage,
  ): Promise<void> {
    await tx.query(ASK, [lookupSha256, link, device, bytes, mac, LINK_MINUTES]);
  }

  /** Keeps the offer of a device. */
  async offer(tx: Transaction, lookupSha256: Uint8Array, by: Id, { bytes, mac }: LinkMessage): Promise<void> {
    await tx.query(OFFER, [lookupSha256, by, bytes, mac]);
  }

  /** Keeps the proof of the device that asked. */
  async prove(tx: Transaction, lookupSha256: Uint8Array, { bytes, mac }: LinkMessage): Promise<void> {
    await tx.query(PROVE, [lookupSha256, bytes, mac]);
  }

  /** Uses up the link by which a device of this member let this one in; false when there is none that stands. */
  async use(
    tx: Transaction,
    org: Id,
    { link, member, device }: { readonly link: Id; readonly member: Id; readonly device: Id },
  ): Promise<boolean> {
    return (await tx.query(USE_LINK, [link, org, member, device])).length === 1;
  }

  /** Deletes at most `limit` links whose time is long over; by our own jobs alone. */
  async forget(tx: Transaction, limit: number): Promise<void> {
    await tx.query(FORGET_LINKS, [LINK_KEPT_MINUTES, limit]);
  }
}

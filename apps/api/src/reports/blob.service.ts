import { Injectable } from '@nestjs/common';
import { equal, newSha256 } from '@sealbridge/sodium';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Act, EntryDetail } from '../access/act.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import { agreementsOfOpening, NO_AGREEMENTS } from '../access/own-agreements.js';
import { sessionOf } from '../access/session-of.js';
import { Database } from '../platform/database/database.js';
import { ApiError, forbidden } from '../platform/errors/api-error.js';

import { BlobRepository, type BlobRow, type OpenedBlobRow } from './blob.repository.js';
import { batched, sliced } from './blob-slices.js';
import { openingAttributes } from './opening-attributes.js';
import { MAX_UNREFERENCED_BYTES } from './report-rules.js';

/**
 * A stream that goes on is decided again when its last decision is this old, in milliseconds: what is taken from somebody is taken
 * in the middle of it.
 */
const DECIDED_FOR_MS = 500;
/** Slices stored in one transaction: 1 MiB, which is what one upload holds in memory. */
const SLICES_STORED_AT_ONCE = 16;
/** Slices read in one transaction. Fewer, because a slow reader holds them for as long as it likes. */
const SLICES_READ_AT_ONCE = 4;

/** An upload that is not what its name says. `code` is told to the client. */
export class UploadError extends Error {
  constructor(readonly code: 'E_HASH' | 'E_LENGTH' | 'E_QUOTA') {
    super(code);
    this.name = 'UploadError';
  }
}

/** Ciphertext to upload: what its name claims, and the bytes. */
export interface Upload {
  readonly sha256: Uint8Array;
  readonly length: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Ciphertext on its way to whoever may have it. */
export interface Download {
  readonly length: number;
  /** Slice by slice as they are asked for. Throws ApiError FORBIDDEN when the caller may not have them any more. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Takes and serves ciphertext in slices; no blob is ever whole in memory, and no transaction waits for a network. */
@Injectable()
export class BlobService {
  constructor(
    private readonly access: Access,
    private readonly database: Database,
    private readonly blobs: BlobRepository,
  ) {}

  /**
   * May be called by members with the right report.share. Uploading the same bytes again changes nothing. Throws ApiError
   * FORBIDDEN, and UploadError when hash or length are not those claimed; nothing is kept then.
   */
  async put(caller: Caller, upload: Upload): Promise<void> {
    const { organisation } = sessionOf(caller);
    const act: Act<null> = {
      action: 'blob.put',
      detail: { object: blobObject(upload.sha256), aboutOrg: organisation },
      resource: () => Promise.resolve({ type: 'Blob', attributes: { org: organisation, reader: '' } }),
      work: () => Promise.resolve(null),
    };
    const outcome = await this.access.perform(caller, {
      ...act,
      work: async (_permit, tx) => {
        if ((await this.blobs.complete(tx, organisation, upload.sha256)) !== null) return null;
        const waiting = await this.blobs.waitingBytes(tx, organisation);
        if (waiting + upload.length > MAX_UNREFERENCED_BYTES) throw new UploadError('E_QUOTA');
        return this.blobs.begin(tx, organisation, upload.sha256, upload.length);
      },
    });
    const row = answerOf(outcome, undefined);
    if (row === undefined) throw outcome.ok ? new ApiError('FORBIDDEN') : forbidden({ ref: outcome.ref });
    if (row !== null) await this.#store(row, upload, organisation, this.#stillAllowed(caller, act));
  }

  /**
   * With a null event: members of the organisation that uploaded it. With an event: the device that opened a report under it, for
   * the ciphertext of that report, while the report could be opened again for the same purpose. Throws ApiError FORBIDDEN with the
   * reason when it could not, and NOT_FOUND for everything else.
   */
  async get(caller: Caller, sha256: Uint8Array, opening: string | null): Promise<Download> {
    const event = opening === null ? null : parseId(opening);
    if (opening !== null && event === null) throw new ApiError('NOT_FOUND');
    const act = event === null ? this.#ownAct(caller, sha256) : this.#openedAct(caller, sha256, event);
    const outcome = await this.access.perform(caller, act);
    // whoever opened knows of the report: why it is closed to them now is no secret
    if (event !== null && !outcome.ok && outcome.reason !== 'not_permitted') {
      throw forbidden(outcome);
    }
    const found = answerOf(outcome, null);
    if (found === null) throw new ApiError('NOT_FOUND');
    return { length: found.length, bytes: this.#read(found, this.#stillAllowed(caller, act)) };
  }

  #ownAct(caller: Caller, sha256: Uint8Array): Act<BlobRow | null> {
    const { organisation, member } = sessionOf(caller);
    let found: BlobRow | null = null;
    return {
      action: 'blob.read',
      agreements: NO_AGREEMENTS,
      detail: { object: blobObject(sha256) },
      resource: async (tx) => {
        found = await this.blobs.complete(tx, organisation, sha256);
        return found === null ? null : { type: 'Blob', attributes: { org: organisation, reader: member } };
      },
      work: () => Promise.resolve(found),
    };
  }

  #openedAct(caller: Caller, sha256: Uint8Array, event: Id): Act<BlobRow | null> {
    const { member, device } = sessionOf(caller);
    const detail: { -readonly [Key in keyof EntryDetail]?: EntryDetail[Key] } = { object: blobObject(sha256) };
    let found: OpenedBlobRow | null = null;
    return {
      action: 'blob.read',
      agreements: agreementsOfOpening(event),
      purpose: () => found?.openedFor,
      detail,
      resource: async (tx) => {
        found = await this.blobs.opened(tx, event, { device, member }, sha256);
        if (found === null) return null;
        detail.aboutOrg = found.originOrg;
        detail.unit = found.unit;
        return { type: 'Opening', attributes: openingAttributes(found) };
      },
      work: () => Promise.resolve(found),
    };
  }

  /**
   * Asks again whether a stream may go on, once its last decision is old enough. The stream has its entry; a refusal stands in the log.
   * Throws ApiError FORBIDDEN.
   */
  #stillAllowed<T>(caller: Caller, act: Act<T>): () => Promise<void> {
    let decidedAt = Date.now();
    return async () => {
      if (Date.now() - decidedAt < DECIDED_FOR_MS) return;
      const outcome = await this.access.proceed(caller, act, 'logged');
      if (!outcome.ok) {
        throw new ApiError('FORBIDDEN', outcome.reason === 'not_permitted' ? undefined : outcome.reason);
      }
      decidedAt = Date.now();
    };
  }

  async *#read({ row }: BlobRow, stillAllowed: () => Promise<void>): AsyncIterable<Uint8Array> {
    for (let from = 0; ; from += SLICES_READ_AT_ONCE) {
      await stillAllowed();
      const slices = await this.database.system((tx) => this.blobs.chunks(tx, row, from, SLICES_READ_AT_ONCE));
      // not yield*: a reader that goes away would have to be told to an array, which knows no throw
      for (const slice of slices) yield slice;
      if (slices.length < SLICES_READ_AT_ONCE) return;
    }
  }

  async #store({ row }: BlobRow, upload: Upload, organisation: Id, stillAllowed: () => Promise<void>): Promise<void> {
    try {
      await this.#storeSlices(row, upload, stillAllowed);
      await stillAllowed();
      await this.database.system((tx) => this.blobs.finish(tx, row, organisation, upload.sha256));
    } catch (error) {
      await this.database.system((tx) => this.blobs.discard(tx, row));
      throw error;
    }
  }

  /** The next slices are taken from the network when those before are stored: that is the back-pressure. */
  async #storeSlices(row: string, { sha256, length, bytes }: Upload, stillAllowed: () => Promise<void>): Promise<void> {
    const hash = newSha256();
    let stored = 0;
    let from = 0;
    for await (const slices of batched(sliced(bytes), SLICES_STORED_AT_ONCE)) {
      for (const slice of slices) {
        stored += slice.length;
        hash.update(slice);
      }
      if (stored > length) throw new UploadError('E_LENGTH');
      await stillAllowed();
      const first = from;
      await this.database.system((tx) => this.blobs.addChunks(tx, row, first, slices));
      from += slices.length;
    }
    if (stored !== length) throw new UploadError('E_LENGTH');
    if (!equal(hash.digest(), sha256)) throw new UploadError('E_HASH');
  }
}

function blobObject(sha256: Uint8Array): EntryDetail['object'] {
  return { type: 'blob', id: Buffer.from(sha256).toString('hex'), version: null, hash: sha256 };
}

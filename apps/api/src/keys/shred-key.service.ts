import { Injectable } from '@nestjs/common';
import { wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { KekStore } from './kek-store.js';
import { unwrapGrant, unwrapShredKey, wrapGrant, wrapShredKey, type GrantPlace } from './shred-wrap.js';

/** A shred key as stored. */
export interface WrappedShredKey {
  readonly kekId: string;
  readonly wrapped: Uint8Array;
}

/** Wraps and unwraps stored grants (security-corrections B1). Works on bytes; what is stored is the reports' matter. */
@Injectable()
export class ShredKeyService {
  constructor(private readonly store: KekStore) {}

  /** Wraps a report's shred key under the weekly key of now. */
  async wrapKey(shredKey: Uint8Array, reportId: Id): Promise<WrappedShredKey> {
    const kek = await this.store.newest();
    return { kekId: kek.id, wrapped: wrapShredKey(shredKey, reportId, kek) };
  }

  /** Wraps a grant under the report's shred key. */
  wrapGrant(grant: Uint8Array, shredKey: Uint8Array, place: GrantPlace): Uint8Array {
    return wrapGrant(grant, shredKey, place);
  }

  /** Gives a stored grant back. Throws when a row was changed or the weekly key is gone. */
  async release(key: WrappedShredKey, wrapped: Uint8Array, place: GrantPlace): Promise<Uint8Array> {
    const kek = { id: key.kekId, key: await this.store.key(key.kekId) };
    const shredKey = unwrapShredKey(key.wrapped, place.reportId, kek);
    try {
      return unwrapGrant(wrapped, shredKey, place);
    } finally {
      wipe(shredKey);
    }
  }
}

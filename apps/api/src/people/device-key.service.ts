import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import { Database } from '../platform/database/database.js';

import { PeopleRepository } from './people.repository.js';

const MAX_CACHED = 10_000;

/** Public signing keys of devices. A device's key never changes, so one look is enough; whether it is active is policy's question. */
@Injectable()
export class DeviceKeyService {
  readonly #keys = new Map<Id, Uint8Array>();

  constructor(
    private readonly database: Database,
    private readonly people: PeopleRepository,
  ) {}

  /** The Ed25519 public key of a device, active or not; null when there is no such device. */
  async signKey(device: Id): Promise<Uint8Array | null> {
    const known = this.#keys.get(device);
    if (known !== undefined) return known;
    const key = await this.database.system((tx) => this.people.signKey(tx, device));
    if (key === null) return null;
    if (this.#keys.size >= MAX_CACHED) this.#keys.clear();
    this.#keys.set(device, key);
    return key;
  }
}

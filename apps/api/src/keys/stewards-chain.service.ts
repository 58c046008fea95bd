import { Injectable } from '@nestjs/common';

import { Database } from '../platform/database/database.js';
import { ApiError } from '../platform/errors/api-error.js';

import { chainType } from './directory.service.js';
import { DirectoryRepository } from './directory.repository.js';
import type { DirectoryChain } from './directory.types.js';

/** How long the chain is kept between two questions: whatever strangers ask, it is read a few times a minute. */
const CACHE_MS = 5_000;

/** The chain of the stewards for everybody: an applicant checks it from a pinned genesis before anything is sealed to them. */
@Injectable()
export class StewardsChainService {
  #cached: { readonly chain: Promise<DirectoryChain>; readonly at: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly directory: DirectoryRepository,
  ) {}

  /** Open to anybody: it holds no names, and every admission is checked against it. */
  chain(now = Date.now()): Promise<DirectoryChain> {
    if (this.#cached === null || now - this.#cached.at >= CACHE_MS) {
      const chain = this.#read();
      this.#cached = { chain, at: now };
      chain.catch(() => (this.#cached = null));
    }
    return this.#cached.chain;
  }

  async #read(): Promise<DirectoryChain> {
    const row = await this.database.system((tx) => this.directory.stewardsChain(tx));
    if (row === null) throw new ApiError('UNAVAILABLE');
    return chainType(row);
  }
}

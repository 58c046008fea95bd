import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import { DirectoryStateService } from '../../keys/directory-state.service.js';
import type { Transaction } from '../../platform/database/transaction.js';

import type { PartyNames } from './agreement-type.js';

/** The parties of agreements and proposals as they are shown to each other. */
@Injectable()
export class PartyService {
  constructor(private readonly directory: DirectoryStateService) {}

  /**
   * The names of organisations by id, each with the record of its admission: who signs can check on the log whom with, and learns
   * nothing of the other's people. Needs a context that sees the whole directory.
   */
  async named(tx: Transaction, orgs: readonly Id[]): Promise<PartyNames> {
    const parties = await this.directory.admitted(tx, [...new Set(orgs)]);
    return new Map(parties.map((party) => [party.organisation, party]));
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { Database } from '../platform/database/database.js';

import { OrganisationRepository } from './organisation.repository.js';

/** At the first start after the upgrade: SQL cannot tell which names look alike, so a migration leaves it to the API. */
@Injectable()
export class NameSkeletons implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly organisations: OrganisationRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.database.system((tx) => this.organisations.fillSkeletons(tx));
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { PolicyInForce } from '../access/policy-in-force.js';
import { GenesisService } from '../keys/genesis.service.js';
import { Database } from '../platform/database/database.js';
import { Readiness } from '../platform/health/readiness.js';
import { failureFields, Log } from '../platform/logging/logger.js';

import { AdoptionService } from './adoption.service.js';
import { PolicyRepository } from './policy.repository.js';

/** What the policy needs before the first request: the record an instance begins with, and the text of what decides. */
@Injectable()
export class PolicyJobs implements OnApplicationBootstrap {
  constructor(
    private readonly policies: PolicyInForce,
    private readonly adoption: AdoptionService,
    private readonly records: PolicyRepository,
    private readonly genesis: GenesisService,
    private readonly database: Database,
    readiness: Readiness,
    private readonly log: Log,
  ) {
    // asked before whatever else is not ready: a supervisor has to know why
    readiness.add(async () => ((await this.policies.look()).signed ? null : 'E_POLICY_UNSIGNED'));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.genesis.begin();
    const record = await this.genesis.rulesRecord();
    if (record !== null) {
      const begun = await this.database.system((tx) => this.adoption.beginWith(tx, record));
      if (begun) this.log.info('first policy adopted');
    }
    this.policies.onChange(() => void this.#keepText());
    const { signed } = await this.policies.look();
    if (!signed) this.log.warn('the policy of this build is not signed', { code: 'E_POLICY_UNSIGNED' });
    await this.#keepText();
  }

  /** A decision can be explained later only if the policy it names is still there. */
  async #keepText(): Promise<void> {
    try {
      await this.database.system((tx) => this.records.keepText(tx, this.policies.current()));
    } catch (error) {
      this.log.error('the text of the policy was not kept', failureFields(error));
    }
  }
}

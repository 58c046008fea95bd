import { Module } from '@nestjs/common';

import { NoticesModule } from '../notices/notices.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { VettingGateModule } from '../organisations/vetting/vetting-gate.module.js';
import { PeopleModule } from '../people/people.module.js';
import { API_CONFIGURATION, type ApiConfiguration } from '../platform/configuration/api-configuration.js';
import { readBytes } from '../platform/configuration/reader.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { DirectoryStateService } from './directory-state.service.js';
import { DirectoryPageRepository } from './directory-page.repository.js';
import { DirectoryRepository } from './directory.repository.js';
import { DirectoryResolver } from './directory.resolver.js';
import { DirectoryService } from './directory.service.js';
import { GenesisService } from './genesis.service.js';
import { InstanceResolver } from './instance.resolver.js';
import { InstanceService, InstanceSettings } from './instance.service.js';
import { KekRotationRepository } from './kek-rotation.repository.js';
import { KekRotationService } from './kek-rotation.service.js';
import { KekStore } from './kek-store.js';
import { KeysJobs } from './keys.jobs.js';
import { PublicationService } from './publication.service.js';
import { RECOVERY_PROVIDERS } from './recovery/recovery.providers.js';
import { ShredKeyService } from './shred-key.service.js';
import { StewardsChainService } from './stewards-chain.service.js';

/** The key directory, and the keys that stored grants are wrapped under. */
@Module({
  imports: [NoticesModule, OrganisationsModule, PeopleModule, VettingGateModule],
  providers: [
    {
      provide: KekStore,
      useFactory: ({ keysDir }: ApiConfiguration) => new KekStore(keysDir),
      inject: [API_CONFIGURATION],
    },
    { provide: InstanceSettings, useFactory: makeInstanceSettings, inject: [API_CONFIGURATION] },
    ...RECOVERY_PROVIDERS,
    DirectoryPageRepository,
    DirectoryRepository,
    DirectoryResolver,
    DirectoryService,
    DirectoryStateService,
    GenesisService,
    IdempotencyRepository,
    InstanceResolver,
    InstanceService,
    KekRotationRepository,
    KekRotationService,
    KeysJobs,
    PublicationService,
    ShredKeyService,
    StewardsChainService,
  ],
  exports: [DirectoryStateService, GenesisService, ShredKeyService],
})
export class KeysModule {}

function makeInstanceSettings({ origin, policyFile }: ApiConfiguration): InstanceSettings {
  return new InstanceSettings(origin, new TextDecoder().decode(readBytes('SEALBRIDGE_POLICY_FILE', policyFile)));
}

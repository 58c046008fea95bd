import { Module } from '@nestjs/common';

import { PeopleModule } from '../people.module.js';

import { VaultRepository } from './vault.repository.js';
import { VaultResolver } from './vault.resolver.js';
import { VaultService } from './vault.service.js';
import { VaultRestoreService } from './vault-restore.service.js';

/** The vaults of devices. */
@Module({
  imports: [PeopleModule],
  providers: [VaultRepository, VaultResolver, VaultRestoreService, VaultService],
})
export class VaultsModule {}

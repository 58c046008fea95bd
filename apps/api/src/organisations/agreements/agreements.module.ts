import { Module } from '@nestjs/common';

import { KeysModule } from '../../keys/keys.module.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';

import { AgreementRepository } from './agreement.repository.js';
import { AgreementResolver } from './agreement.resolver.js';
import { AgreementService } from './agreement.service.js';

/** Agreements; apart from the organisations because their signatures are checked against the key directory. */
@Module({
  imports: [KeysModule],
  providers: [AgreementRepository, AgreementResolver, AgreementService, IdempotencyRepository],
})
export class AgreementsModule {}

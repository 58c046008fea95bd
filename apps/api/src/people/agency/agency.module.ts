import { Module } from '@nestjs/common';

import {
  API_CONFIGURATION,
  readCursorKey,
  type ApiConfiguration,
} from '../../platform/configuration/api-configuration.js';
import { PeopleModule } from '../people.module.js';

import { AgencyController } from './agency.controller.js';
import { AgencyJobs } from './agency.jobs.js';
import { AgencyProofService } from './agency-proof.service.js';
import { AgencyProvider, AgencySettings } from './agency-provider.js';
import { AgencyResolver } from './agency.resolver.js';
import { FirstFactorModule } from './first-factor.module.js';
import { SealedAttempt } from './sealed-attempt.js';

/** Sign-in with the identity provider of an organisation, as a factor before the device key. */
@Module({
  imports: [FirstFactorModule, PeopleModule],
  controllers: [AgencyController],
  providers: [
    {
      provide: AgencySettings,
      useFactory: ({ origin }: ApiConfiguration) => new AgencySettings(origin),
      inject: [API_CONFIGURATION],
    },
    {
      provide: SealedAttempt,
      useFactory: (configuration: ApiConfiguration) => new SealedAttempt(readCursorKey(configuration)),
      inject: [API_CONFIGURATION],
    },
    AgencyJobs,
    AgencyProofService,
    AgencyProvider,
    AgencyResolver,
  ],
})
export class AgencyModule {}

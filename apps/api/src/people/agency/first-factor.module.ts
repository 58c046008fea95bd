import { Module } from '@nestjs/common';

import { NoticesModule } from '../../notices/notices.module.js';
import { API_CONFIGURATION, type ApiConfiguration } from '../../platform/configuration/api-configuration.js';

import { Agencies } from './agencies.js';
import { AgencyRepository } from './agency.repository.js';
import { FirstFactorService } from './first-factor.service.js';

/** What sessions need of agencies: whether one has vouched for somebody. */
@Module({
  imports: [NoticesModule],
  providers: [
    {
      provide: Agencies,
      useFactory: ({ agencies }: ApiConfiguration) => new Agencies(agencies),
      inject: [API_CONFIGURATION],
    },
    AgencyRepository,
    FirstFactorService,
  ],
  exports: [Agencies, AgencyRepository, FirstFactorService],
})
export class FirstFactorModule {}

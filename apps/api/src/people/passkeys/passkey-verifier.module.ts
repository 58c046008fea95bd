import { Module } from '@nestjs/common';

import { API_CONFIGURATION, type ApiConfiguration } from '../../platform/configuration/api-configuration.js';

import { PasskeyRepository } from './passkey.repository.js';
import { PasskeySettings } from './passkey-settings.js';
import { PasskeyVerifierService } from './passkey-verifier.service.js';

/** What sessions need of passkeys: whether somebody was verified by one. Stands on no other feature. */
@Module({
  providers: [
    {
      provide: PasskeySettings,
      useFactory: ({ origin }: ApiConfiguration) => new PasskeySettings(origin),
      inject: [API_CONFIGURATION],
    },
    PasskeyRepository,
    PasskeyVerifierService,
  ],
  exports: [PasskeyRepository, PasskeySettings, PasskeyVerifierService],
})
export class PasskeyVerifierModule {}

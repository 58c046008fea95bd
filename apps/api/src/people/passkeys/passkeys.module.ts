import { Module } from '@nestjs/common';

import { NoticesModule } from '../../notices/notices.module.js';
import {
  API_CONFIGURATION,
  readCursorKey,
  type ApiConfiguration,
} from '../../platform/configuration/api-configuration.js';
import { PeopleModule } from '../people.module.js';

import { PasskeyChallenge } from './passkey-challenge.js';
import { PasskeyListService } from './passkey-list.service.js';
import { PasskeyResolver } from './passkey.resolver.js';
import { PasskeysJobs } from './passkeys.jobs.js';
import { PasskeyVerifierModule } from './passkey-verifier.module.js';
import { PasskeyRegistrationService } from './registration.service.js';
import { PasskeySignInService } from './sign-in.service.js';

/** Passkeys; apart from the people because sessions rest on their verification. */
@Module({
  imports: [NoticesModule, PasskeyVerifierModule, PeopleModule],
  providers: [
    {
      provide: PasskeyChallenge,
      useFactory: (configuration: ApiConfiguration) => new PasskeyChallenge(readCursorKey(configuration)),
      inject: [API_CONFIGURATION],
    },
    PasskeyListService,
    PasskeyRegistrationService,
    PasskeyResolver,
    PasskeysJobs,
    PasskeySignInService,
  ],
})
export class PasskeysModule {}

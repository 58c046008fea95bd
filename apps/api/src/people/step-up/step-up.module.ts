import { Module } from '@nestjs/common';

import {
  API_CONFIGURATION,
  readCursorKey,
  type ApiConfiguration,
} from '../../platform/configuration/api-configuration.js';
import { PasskeyVerifierModule } from '../passkeys/passkey-verifier.module.js';
import { PeopleModule } from '../people.module.js';

import { StepUpChallenge } from './step-up-challenge.js';
import { StepUpRepository } from './step-up.repository.js';
import { StepUpResolver } from './step-up.resolver.js';
import { StepUpService } from './step-up.service.js';
import { StepUpVerifier } from './step-up-verifier.service.js';

/** Fresh verifications of the person, each for one operation. */
@Module({
  imports: [PeopleModule, PasskeyVerifierModule],
  providers: [
    {
      provide: StepUpChallenge,
      useFactory: (configuration: ApiConfiguration) => new StepUpChallenge(readCursorKey(configuration)),
      inject: [API_CONFIGURATION],
    },
    StepUpRepository,
    StepUpResolver,
    StepUpService,
    StepUpVerifier,
  ],
})
export class StepUpModule {}

import { Module } from '@nestjs/common';

import { NoticesModule } from '../notices/notices.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import {
  API_CONFIGURATION,
  readCursorKey,
  type ApiConfiguration,
} from '../platform/configuration/api-configuration.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { FirstFactorModule } from './agency/first-factor.module.js';
import { CallerMiddleware } from './caller.middleware.js';
import { CallerService } from './caller.service.js';
import { DeviceKeyService } from './device-key.service.js';
import { InvitationRepository } from './invitations/invitation.repository.js';
import { LinkRepository } from './links/link.repository.js';
import { Connections } from './live/connections.js';
import { GroundsRepository } from './live/grounds.repository.js';
import { LiveDoorService } from './live/live-door.service.js';
import { LiveProtocol } from './live/live-protocol.js';
import { SessionWatch } from './live/session-watch.js';
import { LockRepository } from './lock.repository.js';
import { MeResolver } from './me.resolver.js';
import { MeService } from './me.service.js';
import { MemberListRepository } from './members/member-list.repository.js';
import { MemberListResolver } from './members/member-list.resolver.js';
import { MemberListService } from './members/member-list.service.js';
import { PeopleJobs } from './people.jobs.js';
import { PeopleRepository } from './people.repository.js';
import { PeopleService } from './people.service.js';
import { RetentionRepository } from './retention.repository.js';
import { SessionChallenge } from './session-challenge.js';
import { SessionEndService } from './session-end.service.js';
import { SessionRepository } from './session.repository.js';
import { SessionResolver } from './session.resolver.js';
import { SessionService } from './session.service.js';
import { SessionSettings } from './session-settings.js';
import { SessionStartService } from './session-start.service.js';
import { OwnSessionsRepository } from './sessions/own-sessions.repository.js';
import { OwnSessionsResolver } from './sessions/own-sessions.resolver.js';
import { OwnSessionsService } from './sessions/own-sessions.service.js';

/** Members, devices, sessions. */
@Module({
  imports: [FirstFactorModule, NoticesModule, OrganisationsModule],
  providers: [
    {
      provide: SessionSettings,
      useFactory: ({ origin }: ApiConfiguration) => new SessionSettings(origin),
      inject: [API_CONFIGURATION],
    },
    {
      provide: SessionChallenge,
      useFactory: (configuration: ApiConfiguration) => new SessionChallenge(readCursorKey(configuration)),
      inject: [API_CONFIGURATION],
    },
    CallerMiddleware,
    CallerService,
    Connections,
    DeviceKeyService,
    GroundsRepository,
    IdempotencyRepository,
    InvitationRepository,
    LinkRepository,
    LiveDoorService,
    LiveProtocol,
    LockRepository,
    MeResolver,
    MeService,
    MemberListRepository,
    MemberListResolver,
    MemberListService,
    OwnSessionsRepository,
    OwnSessionsResolver,
    OwnSessionsService,
    PeopleJobs,
    PeopleRepository,
    PeopleService,
    RetentionRepository,
    SessionEndService,
    SessionRepository,
    SessionResolver,
    SessionService,
    SessionStartService,
    SessionWatch,
  ],
  exports: [
    CallerService,
    DeviceKeyService,
    LiveDoorService,
    LockRepository,
    PeopleRepository,
    PeopleService,
    SessionRepository,
    SessionSettings,
    SessionStartService,
  ],
})
export class PeopleModule {}

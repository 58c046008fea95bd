import { Module } from '@nestjs/common';

import { KeysModule } from '../../keys/keys.module.js';
import { NoticesModule } from '../../notices/notices.module.js';

import { InvitationRepository } from './invitation.repository.js';
import { InvitationResolver } from './invitation.resolver.js';
import { InvitationService } from './invitation.service.js';
import { JoiningService } from './joining.service.js';

/** Invitations; apart from the people because their signatures are checked against the key directory. */
@Module({
  imports: [KeysModule, NoticesModule],
  providers: [InvitationRepository, InvitationResolver, InvitationService, JoiningService],
})
export class InvitationsModule {}

import { Module } from '@nestjs/common';

import { KeysModule } from '../../keys/keys.module.js';
import { NoticesModule } from '../../notices/notices.module.js';

import { IdentityRepository } from './identity.repository.js';
import { IdentityResolver } from './identity.resolver.js';
import { IdentityService } from './identity.service.js';
import { ReaderNamesRepository } from './reader-names.repository.js';
import { ReaderNamesService } from './reader-names.service.js';
import { QuestionListService } from './question-list.service.js';

/** Who stands behind a role handle; apart from the people because names are read from the key directory. */
@Module({
  imports: [KeysModule, NoticesModule],
  providers: [
    IdentityRepository,
    IdentityResolver,
    IdentityService,
    QuestionListService,
    ReaderNamesRepository,
    ReaderNamesService,
  ],
})
export class IdentityModule {}

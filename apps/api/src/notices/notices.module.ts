import { Module } from '@nestjs/common';

import { NoticeRepository } from './notice.repository.js';
import { NoticeService } from './notice.service.js';

/** Notices: that there is something to read. Stands on no other feature, so that each of them can raise one. */
@Module({ providers: [NoticeRepository, NoticeService], exports: [NoticeService] })
export class NoticesModule {}

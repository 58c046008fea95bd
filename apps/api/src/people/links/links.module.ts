import { Module } from '@nestjs/common';

import { LinkRepository } from './link.repository.js';
import { LinkResolver } from './link.resolver.js';
import { LinkService } from './link.service.js';

/** Links between the devices of a member. */
@Module({ providers: [LinkRepository, LinkResolver, LinkService] })
export class LinksModule {}

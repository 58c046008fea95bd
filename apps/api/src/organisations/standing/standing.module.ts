import { Module } from '@nestjs/common';

import { StandingRepository } from './standing.repository.js';
import { StandingResolver } from './standing.resolver.js';
import { StandingService } from './standing.service.js';

/** How organisations, units and members stand (docs/reference/standing.md). */
@Module({ providers: [StandingRepository, StandingResolver, StandingService] })
export class StandingModule {}

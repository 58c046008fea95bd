import { Module } from '@nestjs/common';

import { AuditQueryRepository } from './audit-query.repository.js';
import { AuditQueryService } from './audit-query.service.js';
import { AuditResolver } from './audit.resolver.js';
import { DecisionRepository } from './decision.repository.js';
import { DecisionService } from './decision.service.js';

/** Reading the audit log; apart from AuditModule, because reading goes through the door that writing serves. */
@Module({ providers: [AuditQueryRepository, AuditQueryService, AuditResolver, DecisionRepository, DecisionService] })
export class AuditQueriesModule {}

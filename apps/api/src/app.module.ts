import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';

import { AccessModule } from './access/access.module.js';
import { SchemaGate } from './access/schema-gate.js';
import { AuditModule } from './audit/audit.module.js';
import { AuditQueriesModule } from './audit/audit-queries.module.js';
import { ENTITIES, FEATURES } from './features.js';
import { LiveDoorService } from './people/live/live-door.service.js';
import { API_CONFIGURATION, type ApiConfiguration } from './platform/configuration/api-configuration.js';
import { graphqlOptions } from './platform/graphql/graphql-options.js';
import { RateLimiter } from './platform/limits/rate-limiter.js';
import { Log } from './platform/logging/logger.js';
import { Metrics } from './platform/metrics/metrics.js';
import { PlatformModule } from './platform/platform.module.js';

/** The whole API: platform, audit, access, and the features on top. */
@Module({})
export class AppModule implements OnModuleDestroy {
  constructor(@Inject(LiveDoorService) private readonly live: LiveDoorService) {}

  /** First of all: what watches is told, and what it ends with is written, while there is still everything to write it with. */
  onModuleDestroy(): Promise<void> {
    return this.live.sayFarewell();
  }

  static register(configuration: ApiConfiguration): DynamicModule {
    return {
      module: AppModule,
      providers: [SchemaGate],
      imports: [
        PlatformModule.register(configuration, ENTITIES),
        AuditModule,
        AccessModule,
        ...FEATURES,
        AuditQueriesModule,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          inject: [API_CONFIGURATION, Log, Metrics, RateLimiter],
          useFactory: ({ production }: ApiConfiguration, log: Log, metrics: Metrics, limiter: RateLimiter) =>
            graphqlOptions(production, { log, metrics, limiter }),
        }),
      ],
    };
  }
}

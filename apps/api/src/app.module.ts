import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';

import { AccessModule } from './access/access.module.js';
import { SchemaGate } from './access/schema-gate.js';
import { AuditModule } from './audit/audit.module.js';
import { AuditQueriesModule } from './audit/audit-queries.module.js';
import { ENTITIES, FEATURES } from './features.js';
import { API_CONFIGURATION, type ApiConfiguration } from './platform/configuration/api-configuration.js';
import { graphqlOptions } from './platform/graphql/graphql-options.js';
import { Log } from './platform/logging/logger.js';
import { Metrics } from './platform/metrics/metrics.js';
import { PlatformModule } from './platform/platform.module.js';

/** The whole API: platform, audit, access, and the features on top. */
@Module({})
export class AppModule {
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
          inject: [API_CONFIGURATION, Log, Metrics],
          useFactory: ({ production }: ApiConfiguration, log: Log, metrics: Metrics) =>
            graphqlOptions(production, log, metrics),
        }),
      ],
    };
  }
}

import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';

import {
  API_CONFIGURATION,
  type ApiConfiguration,
  keyFiles,
  readCursorKey,
} from './configuration/api-configuration.js';
import { readKeyFile } from './configuration/reader.js';
import { makeDataSource } from './database/data-source.js';
import { CONTEXT_KEY, Database } from './database/database.js';
import { CounterStore } from './database/shared-counter.js';
import { Notifications } from './database/notifications.js';
import { SealedCursor } from './graphql/sealed-cursor.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { ErrorFilter } from './http/error.filter.js';
import { HomeController } from './http/home.controller.js';
import { Pages } from './http/pages.js';
import { PeriodicJobs } from './jobs/periodic-jobs.js';
import { RateLimiter } from './limits/rate-limiter.js';
import { Log } from './logging/logger.js';
import { Metrics } from './metrics/metrics.js';

const CONTEXT_KEY_BYTES = 32;

/** Connections of the counters of rate limits: few, because most requests are counted in memory. */
const COUNTERS_POOL_SIZE = 2;
/** A counter that does not answer within this, in milliseconds, is taken for one that does not answer. */
const COUNTERS_TIMEOUT_MS = 5_000;

/** What every part stands on: configuration, database, log lines, metrics, health. */
@Module({})
export class PlatformModule {
  /** `entities` are the features' own, for TypeORM. */
  static register(configuration: ApiConfiguration, entities: readonly (new () => object)[]): DynamicModule {
    const connect = (): Promise<DataSource> =>
      makeDataSource({ url: configuration.databaseUrl, application: 'sealbridge-api', entities }).initialize();
    const connectCounters = async (): Promise<CounterStore> =>
      new CounterStore(
        await makeDataSource({
          url: configuration.databaseUrl,
          application: 'sealbridge-limits',
          poolSize: COUNTERS_POOL_SIZE,
          statementTimeoutMs: COUNTERS_TIMEOUT_MS,
          connectTimeoutMs: COUNTERS_TIMEOUT_MS,
        }).initialize(),
      );
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, HomeController],
      providers: [
        { provide: API_CONFIGURATION, useValue: configuration },
        { provide: DataSource, useFactory: connect },
        { provide: CounterStore, useFactory: connectCounters },
        { provide: CONTEXT_KEY, useFactory: () => readContextKey(configuration) },
        { provide: Log, useFactory: () => new Log() },
        { provide: SealedCursor, useFactory: () => new SealedCursor(readCursorKey(configuration)) },
        Database,
        Notifications,
        Metrics,
        PeriodicJobs,
        RateLimiter,
        Readiness,
        Pages,
        ErrorFilter,
      ],
      exports: [
        API_CONFIGURATION,
        Database,
        Log,
        Metrics,
        Notifications,
        PeriodicJobs,
        RateLimiter,
        Readiness,
        SealedCursor,
        ErrorFilter,
      ],
    };
  }
}

const readContextKey = ({ keysDir }: ApiConfiguration): Uint8Array =>
  readKeyFile('SEALBRIDGE_KEYS_DIR', keyFiles(keysDir).context, CONTEXT_KEY_BYTES);

import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module.js';
import { openDoors } from './doors.js';
import type { ApiConfiguration } from './platform/configuration/api-configuration.js';
import { LiveDoorService } from './people/live/live-door.service.js';
import { readTrustedDocuments } from './platform/graphql/trusted-documents.js';
import { Readiness } from './platform/health/readiness.js';
import { BoundedExpress, boundConnections } from './platform/http/bounded-server.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { Log } from './platform/logging/logger.js';
import { NestLog } from './platform/logging/nest-log.js';
import { Metrics } from './platform/metrics/metrics.js';

/** How long requests under way may still take when the process is told to stop, in milliseconds. */
const GRACE_MS = 8_000;

/** Not ready before the file exists; once it does it is not looked for again. */
function waitForContent(readiness: Readiness, file: string | null): void {
  let isThere = file === null;
  readiness.add(() => {
    isThere ||= file !== null && existsSync(file);
    return isThere ? null : 'E_LOADING';
  });
}

/** Starts the API and resolves once it listens. It stops by itself, in order, on SIGTERM and SIGINT. */
export async function serve(configuration: ApiConfiguration): Promise<NestExpressApplication> {
  const documents = readTrustedDocuments(configuration.documentsFile, configuration.production);
  const log = new Log();
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.register(configuration),
    new BoundedExpress(),
    {
      bodyParser: false,
      logger: new NestLog(log),
      abortOnError: false,
    },
  );
  waitForContent(app.get(Readiness), configuration.readyFile);
  let hosts = configuration.hosts;
  openDoors(app, configuration, { hosts: () => hosts, documents });
  app.useGlobalFilters(app.get(ErrorFilter));
  await app.listen(configuration.port, configuration.host);
  const server = app.getHttpServer();
  boundConnections(server, app.get(Metrics), isProxyOf(app));
  const { schema } = app.get(GraphQLSchemaHost);
  app.get(LiveDoorService).openOn(server, { hosts: () => hosts, trusted: documents, schema });
  const { port } = server.address() as AddressInfo;
  hosts = [...hosts, `localhost:${port}`];
  await listenForMetrics(app, configuration);
  stopInOrder(app, log);
  log.info('listening', { port });
  return app;
}

/** Whether an address is that of a proxy, as Express understands the configuration. */
function isProxyOf(app: NestExpressApplication): (address: string) => boolean {
  const trust = app.getHttpAdapter().getInstance().get('trust proxy fn') as (address: string, hop: number) => boolean;
  return (address) => trust(address, 0);
}

async function listenForMetrics(app: NestExpressApplication, { metricsPort, host }: ApiConfiguration): Promise<void> {
  if (metricsPort !== null) {
    await app.get(Metrics).listen(metricsPort, host);
  }
}

/** Not ready at once; requests under way finish; then the last heartbeat, the database, the process. */
function stopInOrder(app: NestExpressApplication, log: Log): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) {
      return;
    }
    stopping = true;
    log.info('stopping');
    app.get(Readiness).stop();
    const server = app.getHttpServer();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    app.get(Metrics).close();
    void app.close().then(
      () => log.info('stopped'),
      () => {
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

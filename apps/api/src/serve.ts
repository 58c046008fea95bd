import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module.js';
import type { ApiConfiguration } from './platform/configuration/api-configuration.js';
import { readTrustedDocuments, trustOnly } from './platform/graphql/trusted-documents.js';
import { Readiness } from './platform/health/readiness.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { closedHeaders, knownHosts, postOnly } from './platform/http/headers.js';
import { Log } from './platform/logging/logger.js';
import { NestLog } from './platform/logging/nest-log.js';
import { Metrics } from './platform/metrics/metrics.js';

/** Longest JSON body, in bytes; ciphertext travels through /blobs. */
const MAX_BODY_BYTES = 1_048_576;

/** A request must have arrived whole after this long, in milliseconds; uploads stream and have longer. */
const REQUEST_TIMEOUT_MS = 300_000;

/** Headers must have arrived after this long, in milliseconds. */
const HEADERS_TIMEOUT_MS = 10_000;

/** A connection on which nothing moves for this long is dropped, in milliseconds: a reader that stalls holds memory. */
const STALLED_MS = 60_000;

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
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(configuration), {
    bodyParser: false,
    logger: new NestLog(log),
    abortOnError: false,
  });
  waitForContent(app.get(Readiness), configuration.readyFile);
  let hosts = configuration.hosts;
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  app.use(closedHeaders(configuration.origin));
  app.use(knownHosts(() => hosts));
  app.use('/graphql', postOnly);
  app.useBodyParser('json', { limit: MAX_BODY_BYTES, strict: true });
  app.use('/graphql', trustOnly(documents));
  app.useGlobalFilters(app.get(ErrorFilter));
  await app.listen(configuration.port, configuration.host);
  const server = app.getHttpServer();
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.timeout = STALLED_MS;
  const { port } = server.address() as AddressInfo;
  hosts = [...hosts, `localhost:${port}`];
  await listenForMetrics(app, configuration);
  stopInOrder(app, log);
  log.info('listening', { port });
  return app;
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

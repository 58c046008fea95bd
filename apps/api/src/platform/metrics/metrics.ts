import { createServer, type Server } from 'node:http';

import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const MS_PER_SECOND = 1000;

/** Counters of this process, on a port of their own. Labels are fixed words: no id, no name, no path of a request. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly operations = new Histogram({
    name: 'sealbridge_graphql_seconds',
    help: 'GraphQL operations by kind and outcome',
    labelNames: ['kind', 'ok'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly counters = new Map<string, Counter>();
  private readonly gauges = new Map<string, Gauge>();
  private server: Server | null = null;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** One GraphQL operation that took so many milliseconds. */
  graphql(kind: string, ok: boolean, ms: number): void {
    this.operations.observe({ kind, ok: String(ok) }, ms / MS_PER_SECOND);
  }

  /** Adds to a counter; `name` is a fixed word of the code. */
  count(name: string, by = 1): void {
    const counter =
      this.counters.get(name) ??
      new Counter({ name: `sealbridge_${name}_total`, help: name, registers: [this.registry] });
    this.counters.set(name, counter);
    counter.inc(by);
  }

  /** Sets a gauge; `name` is a fixed word of the code. */
  set(name: string, value: number): void {
    const gauge =
      this.gauges.get(name) ?? new Gauge({ name: `sealbridge_${name}`, help: name, registers: [this.registry] });
    this.gauges.set(name, gauge);
    gauge.set(value);
  }

  /** Serves `/metrics` and nothing else. Resolves with the port. */
  async listen(port: number, host: string): Promise<number> {
    const server = createServer((request, response) => {
      void this.answer(request.url ?? '').then(({ status, body }) => {
        response.writeHead(status, { 'content-type': this.registry.contentType }).end(body);
      });
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  close(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(url: string): Promise<{ status: number; body: string }> {
    return url === '/metrics' ? { status: 200, body: await this.registry.metrics() } : { status: 404, body: '' };
  }
}

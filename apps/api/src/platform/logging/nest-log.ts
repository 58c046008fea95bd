import type { LoggerService } from '@nestjs/common';

import { type Log, failureFields } from './logger.js';

/** Nest's own words are dropped but for errors, of which only the fact and the place are kept. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(): void {
    // routes and modules are no news
  }

  warn(): void {
    this.sink.warn('framework warning');
  }

  error(problem: unknown): void {
    this.sink.error('framework error', failureFields(problem));
  }

  fatal(problem: unknown): void {
    this.sink.error('framework failure', failureFields(problem));
  }
}

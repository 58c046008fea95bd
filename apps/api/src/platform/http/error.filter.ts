import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Response } from 'express';

import { ApiError, type ApiErrorCode, HTTP_STATUS, MESSAGES } from '../errors/api-error.js';
import { failureFields, Log } from '../logging/logger.js';

const NOT_FOUND = 404;
const SERVER_ERROR = 500;

/** Outside GraphQL: any error becomes a code, its fixed message and a status. GraphQL errors pass on to its own formatter. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(@Inject(Log) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') {
      throw error;
    }
    const response = host.switchToHttp().getResponse<Response>();
    const code = this.codeOf(error);
    if (response.headersSent) {
      // a stream that breaks half-way must look broken to its reader
      response.destroy();
      return;
    }
    const reason = error instanceof ApiError && error.reason !== undefined ? { reason: error.reason } : {};
    response.status(HTTP_STATUS[code]).json({ code, message: MESSAGES[code], ...reason });
  }

  private codeOf(error: unknown): ApiErrorCode {
    if (error instanceof ApiError) {
      return error.code;
    }
    const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
    if (status === NOT_FOUND) {
      return 'NOT_FOUND';
    }
    if (status < SERVER_ERROR) {
      return 'BAD_USER_INPUT';
    }
    this.log.error('unexpected error', failureFields(error));
    return 'INTERNAL';
  }
}

/** The status that express and its body parser put on their errors. */
const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : SERVER_ERROR;

import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Response } from 'express';

import { ApiError, type ApiErrorCode, HTTP_STATUS } from '../errors/api-error.js';
import { failureFields, Log } from '../logging/logger.js';
import { answerPlain } from './answer.js';

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
    if (response.writableEnded) {
      // the operation ran out of its time and was answered then
      return;
    }
    const code = this.codeOf(error);
    if (response.headersSent) {
      // a stream that breaks half-way must look broken to its reader
      response.destroy();
      return;
    }
    answerPlain(response, HTTP_STATUS[code], error instanceof ApiError ? error : new ApiError(code));
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

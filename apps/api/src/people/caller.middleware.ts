import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

import { makeId, type Caller } from '../access/caller.js';

import { CallerService } from './caller.service.js';

/** Puts the caller onto every request, before anything looks at it. */
@Injectable()
export class CallerMiddleware implements NestMiddleware {
  constructor(private readonly callers: CallerService) {}

  async use(request: Request & { caller?: Caller }, _response: Response, next: NextFunction): Promise<void> {
    const session = await this.callers.sessionOf(request.headers.authorization);
    const build = request.headers['x-sealbridge-build'];
    request.caller = {
      session,
      requestId: makeId(),
      client: { build: typeof build === 'string' ? build : null, address: request.ip ?? 'unknown' },
    };
    next();
  }
}

import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

import { makeId, type Caller } from '../access/caller.js';

import { agencyTokenOf } from './agency/agency-cookies.js';
import { CallerService } from './caller.service.js';
import { isFromOwnPages, sessionCookieOf } from './session-cookie.js';
import { SessionSettings } from './session-settings.js';

/** Puts the caller onto every request, before anything looks at it. */
@Injectable()
export class CallerMiddleware implements NestMiddleware {
  constructor(
    private readonly callers: CallerService,
    private readonly settings: SessionSettings,
  ) {}

  async use(request: Request & { caller?: Caller }, _response: Response, next: NextFunction): Promise<void> {
    const ownPages = isFromOwnPages(request, this.settings.origin);
    const { authorization, cookie } = request.headers;
    const agencyToken = agencyTokenOf(request, ownPages);
    const build = request.headers['x-sealbridge-build'];
    request.caller = {
      // whoever sends a token of their own means that one, also when it is over
      session:
        authorization === undefined
          ? await this.callers.sessionOfCookie(ownPages ? sessionCookieOf(cookie) : null)
          : await this.callers.sessionOf(authorization),
      requestId: makeId(),
      client: {
        build: typeof build === 'string' ? build : null,
        address: request.ip ?? 'unknown',
        ownPages,
        ...(agencyToken === null ? {} : { agencyToken }),
      },
    };
    next();
  }
}

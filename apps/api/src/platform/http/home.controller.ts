import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';

import { API_CONFIGURATION, type ApiConfiguration } from '../configuration/api-configuration.js';
import { ApiError } from '../errors/api-error.js';
import { Pages } from './pages.js';

const PAGE_AGE_SECONDS = 300;

/** The pages at `/` and `/join`, and the documentation as text. */
@Controller()
export class HomeController {
  private readonly home: string;

  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(API_CONFIGURATION) { demo }: ApiConfiguration,
  ) {
    this.home = pages.home(demo);
  }

  @Get('/')
  page(@Res() response: Response): void {
    this.send(response, this.home);
  }

  @Get('/join')
  join(@Res() response: Response): void {
    this.send(response, this.pages.join);
  }

  @Get('/docs/*path')
  document(@Param('path') path: readonly string[], @Res() response: Response): void {
    const text = this.pages.document(path.join('/'));
    if (text === null) {
      throw new ApiError('NOT_FOUND');
    }
    response.setHeader('cache-control', `public, max-age=${PAGE_AGE_SECONDS}`).type('text/plain').send(text);
  }

  private send(response: Response, html: string): void {
    response
      .setHeader('content-security-policy', this.pages.policy)
      .setHeader('cache-control', `public, max-age=${PAGE_AGE_SECONDS}`)
      .type('html')
      .send(html);
  }
}

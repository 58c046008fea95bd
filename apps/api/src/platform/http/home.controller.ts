import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';

import { API_CONFIGURATION, type ApiConfiguration } from '../configuration/api-configuration.js';
import { ApiError } from '../errors/api-error.js';
import { pagePolicy, pageWithoutConsole } from './page-shell.js';
import { Pages } from './pages.js';
import { CONSOLE_POLICY, readWebBuild, type WebFile } from './web-build.js';

const PAGE_AGE_SECONDS = 300;

/** The addresses of the console; all of them are the same page, which finds out by itself what to show. */
export const CONSOLE_PATHS = [
  '/',
  '/sign-in',
  '/join',
  '/enrol',
  '/keys',
  '/devices',
  '/devices/add',
  '/recover',
  '/recover/words',
  '/recover/guardians',
] as const;

/** The console, what it is told before anybody signs in, and the documentation as text. */
@Controller()
export class HomeController {
  private readonly build;
  private readonly demo: boolean;

  constructor(
    @Inject(Pages) private readonly pages: Pages,
    @Inject(API_CONFIGURATION) { demo, webDir }: ApiConfiguration,
  ) {
    this.build = readWebBuild(webDir);
    this.demo = demo;
  }

  @Get([...CONSOLE_PATHS])
  page(@Req() request: Request, @Res() response: Response): void {
    if (this.build === null) {
      response.setHeader('content-security-policy', pagePolicy()).type('html').send(pageWithoutConsole());
      return;
    }
    send(request, consoleHeaders(response).setHeader('cache-control', 'no-cache'), this.build.page);
  }

  @Get('/assets/:name')
  asset(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const file = this.build?.assets.get(name);
    if (file === undefined) {
      throw new ApiError('NOT_FOUND');
    }
    send(request, consoleHeaders(response).setHeader('cache-control', 'public, max-age=31536000, immutable'), file);
  }

  /** Whether this is a demonstration, and which documents there are. The same for everybody. */
  @Get('/about.json')
  about(@Res() response: Response): void {
    response
      .setHeader('cache-control', `public, max-age=${PAGE_AGE_SECONDS}`)
      .json({ demo: this.demo, documents: this.pages.firstReading() });
  }

  @Get('/docs/*path')
  document(@Param('path') path: readonly string[], @Res() response: Response): void {
    const text = this.pages.document(path.join('/'));
    if (text === null) {
      throw new ApiError('NOT_FOUND');
    }
    response.setHeader('cache-control', `public, max-age=${PAGE_AGE_SECONDS}`).type('text/plain').send(text);
  }
}

function consoleHeaders(response: Response): Response {
  return response
    .setHeader('content-security-policy', CONSOLE_POLICY)
    .setHeader('cross-origin-embedder-policy', 'require-corp');
}

function send(request: Request, response: Response, file: WebFile): void {
  const gzip = request.acceptsEncodings('gzip') === 'gzip' ? file.gzip() : null;
  if (gzip !== null) {
    response.setHeader('content-encoding', 'gzip');
  }
  response
    .setHeader('vary', 'accept-encoding')
    .setHeader('content-type', file.type)
    .send(gzip ?? file.bytes);
}

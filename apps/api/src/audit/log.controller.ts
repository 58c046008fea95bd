import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';

import type { WithCaller } from '../access/current-caller.js';
import { ApiError } from '../platform/errors/api-error.js';
import { type LogResource, parseLogPath } from './log-path.js';
import { PublishedLog } from './published-log.js';

/** A year, in seconds: what a tile or bundle of given width holds never changes. */
const IMMUTABLE = 'max-age=31536000, immutable';

/**
 * The log in C2SP tlog-tiles form. Anybody gets the public checkpoint and what lies below it; the newest checkpoint and what
 * lies beyond the public one only with a session, or the tree's size would tell when somebody acts (security-corrections C8).
 */
@Controller('log')
export class LogController {
  constructor(@Inject(PublishedLog) private readonly log: PublishedLog) {}

  @Get('checkpoint')
  async checkpoint(@Req() request: Request & WithCaller, @Res() response: Response): Promise<void> {
    const note = isMember(request) ? await this.log.promptCheckpoint() : await this.log.publicCheckpoint();
    if (note === null) {
      throw new ApiError('NOT_FOUND');
    }
    response.setHeader('cache-control', 'no-cache').type('text/plain').send(Buffer.from(note));
  }

  @Get('tile/*path')
  async tile(
    @Param('path') path: readonly string[],
    @Req() request: Request & WithCaller,
    @Res() response: Response,
  ): Promise<void> {
    const resource = parseLogPath(`tile/${path.join('/')}`);
    if (resource === null || !(await this.maySee(resource, request))) {
      throw new ApiError('NOT_FOUND');
    }
    const visibility = isMember(request) ? 'private' : 'public';
    response.setHeader('cache-control', `${visibility}, ${IMMUTABLE}`).type('application/octet-stream');
    await send(response, this.log.pathOf(resource.path));
  }

  private async maySee(resource: LogResource, request: WithCaller): Promise<boolean> {
    const published = resource.leavesNeeded <= (await this.log.publicSize()) || isMember(request);
    return published && (await this.log.has(resource.path));
  }
}

const isMember = ({ caller }: Partial<WithCaller>): boolean => (caller?.session ?? null) !== null;

function send(response: Response, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    response.sendFile(path, { dotfiles: 'allow', cacheControl: false, etag: false, lastModified: false }, (error) => {
      if (error === undefined) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}

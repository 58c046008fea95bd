import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { Controller, Get, Param, Put, Query, Req, Res } from '@nestjs/common';
import { fromHex } from '@sealbridge/sodium';
import type { Request, Response } from 'express';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';
import { sessionOf } from '../access/session-of.js';
import { ApiError } from '../platform/errors/api-error.js';

import { OpenStreams } from './open-streams.js';
import { ofLength } from './blob-slices.js';
import { BlobService, UploadError } from './blob.service.js';
import { MAX_BLOB_BYTES } from './report-rules.js';

const SHA256_HEX = /^[0-9a-f]{64}$/u;
const LENGTH = /^[1-9]\d{0,8}$/u;
const NO_CONTENT = 204;
const UNPROCESSABLE = 422;

/** Ciphertext over HTTP, streamed both ways. */
@Controller('blobs')
export class BlobController {
  readonly #streams = new OpenStreams();

  constructor(private readonly blobs: BlobService) {}

  /** Members with the right report.share. The length comes in `x-blob-length`, because a streamed body has no other. */
  @Put(':sha256')
  async put(
    @CurrentCaller() caller: Caller,
    @Param('sha256') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const sha256 = hashOf(name);
    try {
      const upload = { sha256, length: lengthOf(request), bytes: request };
      await this.#streams.hold(sessionOf(caller).device, () => this.blobs.put(caller, upload));
      response.status(NO_CONTENT).end();
    } catch (error) {
      if (isHangUp(error)) return;
      response.set('connection', 'close');
      if (!(error instanceof UploadError)) throw error;
      response.status(UNPROCESSABLE).json({ code: error.code, message: 'the upload is not what it says' });
    }
  }

  /** The device that opened the report under the event; without an event the organisation that uploaded it. */
  @Get(':sha256')
  async get(
    @CurrentCaller() caller: Caller,
    @Param('sha256') name: string,
    @Query('opening') opening: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const sha256 = hashOf(name);
    await this.#streams.hold(sessionOf(caller).device, async () => {
      const blob = await this.blobs.get(caller, sha256, opening ?? null);
      response.set({ 'content-type': 'application/octet-stream', 'content-length': String(blob.length) });
      const bytes = Readable.from(ofLength(blob.bytes, blob.length), { highWaterMark: 1 });
      await pipeline(bytes, response).catch(ignoreHangUp);
    });
  }
}

function hashOf(name: string): Uint8Array {
  if (!SHA256_HEX.test(name)) throw new ApiError('NOT_FOUND');
  return fromHex(name);
}

function lengthOf(request: Request): number {
  const text = request.headers['x-blob-length'] ?? request.headers['content-length'];
  const length = typeof text === 'string' && LENGTH.test(text) ? Number(text) : 0;
  if (length === 0 || length > MAX_BLOB_BYTES) throw new ApiError('BAD_USER_INPUT');
  return length;
}

/** A reader who goes away is not our failure; anything else breaks the response off, which the reader sees. */
function ignoreHangUp(error: unknown): void {
  if (!isHangUp(error)) throw error;
}

/** What Node calls a client that went away. A source that is told of it throws the same again: two errors in one. */
const HANG_UPS: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'ABORT_ERR'];

function isHangUp(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.length > 0 && error.errors.every(isHangUp);
  return 'code' in error && HANG_UPS.includes(error.code);
}

import type { Id } from '@sealbridge/vocabulary';

import { ApiError } from '../platform/errors/api-error.js';

import { MAX_STREAMS_PER_DEVICE } from './report-rules.js';

/** Streams of ciphertext under way, by device: each holds memory for as long as its client likes. */
export class OpenStreams {
  readonly #open = new Map<Id, number>();

  /** Runs a stream of a device to its end. Throws ApiError RATE_LIMITED when the device has as many under way as it may. */
  async hold<T>(device: Id, stream: () => Promise<T>): Promise<T> {
    const open = this.#open.get(device) ?? 0;
    if (open >= MAX_STREAMS_PER_DEVICE) throw new ApiError('RATE_LIMITED');
    this.#open.set(device, open + 1);
    try {
      return await stream();
    } finally {
      const left = (this.#open.get(device) ?? 1) - 1;
      if (left === 0) this.#open.delete(device);
      else this.#open.set(device, left);
    }
  }
}

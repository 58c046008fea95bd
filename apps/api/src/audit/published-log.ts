import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { Inject, Injectable } from '@nestjs/common';
import { parseCheckpoint, parseNote } from '@sealbridge/transparency';

import { API_CONFIGURATION, type ApiConfiguration } from '../platform/configuration/api-configuration.js';
import { isAbsent } from './absent.js';
import { FROZEN, PROMPT_CHECKPOINT, PUBLIC_CHECKPOINT } from './log-files.js';

/** How long what was read of a file is taken as it was, in milliseconds. */
const FRESH_MS = 500;

interface Seen {
  readonly at: number;
  readonly bytes: Uint8Array | null;
}

/** The log as the sequencer published it in files. This process only reads them. */
@Injectable()
export class PublishedLog {
  private readonly seen = new Map<string, Seen>();

  constructor(@Inject(API_CONFIGURATION) private readonly configuration: Pick<ApiConfiguration, 'logDir'>) {}

  /** The signed and cosigned checkpoint of the newest batch, null before the first. */
  promptCheckpoint(): Promise<Uint8Array | null> {
    return this.fresh(PROMPT_CHECKPOINT);
  }

  /** The public checkpoint, null before the first. */
  publicCheckpoint(): Promise<Uint8Array | null> {
    return this.fresh(PUBLIC_CHECKPOINT);
  }

  /** The size of the public tree; 0 before the first checkpoint. */
  async publicSize(): Promise<number> {
    const note = await this.publicCheckpoint();
    return note === null ? 0 : parseCheckpoint(parseNote(note).text).size;
  }

  /** Why the log is frozen, null when it is not. */
  async frozen(): Promise<string | null> {
    const bytes = await this.fresh(FROZEN);
    return bytes === null ? null : new TextDecoder().decode(bytes).trim();
  }

  /** The path of a published tile or bundle; `path` was made by the tile functions, never taken from a request. */
  pathOf(path: string): string {
    return join(this.configuration.logDir, path);
  }

  /** Whether there is such a file. */
  async has(path: string): Promise<boolean> {
    return (await stat(this.pathOf(path)).catch(() => null)) !== null;
  }

  private async fresh(name: string): Promise<Uint8Array | null> {
    const known = this.seen.get(name);
    if (known !== undefined && performance.now() - known.at < FRESH_MS) {
      return known.bytes;
    }
    const bytes = await readFile(this.pathOf(name))
      .then((file) => new Uint8Array(file))
      .catch(ifAbsent);
    this.seen.set(name, { at: performance.now(), bytes });
    return bytes;
  }
}

function ifAbsent(error: unknown): null {
  if (isAbsent(error)) {
    return null;
  }
  throw error;
}

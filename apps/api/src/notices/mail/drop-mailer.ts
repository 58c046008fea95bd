import { accessSync, constants, mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { randomBytes, toHex } from '@sealbridge/sodium';

import { ConfigurationError } from '../../platform/configuration/reader.js';

import type { DeliveryReport, Mail, Mailer } from './mailer.js';

const OWNER_ONLY = 0o600;
const FOLDER_OWNER_ONLY = 0o700;
const NAME_BYTES = 16;

/** Puts each mail into a folder as a file whose name says nothing. Whoever watches the folder never sees half a mail. */
export class DropMailer implements Mailer {
  /** The folder is made when it is absent. Throws ConfigurationError when that cannot be, or nothing can be put into it. */
  constructor(private readonly folder: string) {
    try {
      mkdirSync(folder, { recursive: true, mode: FOLDER_OWNER_ONLY });
      accessSync(folder, constants.W_OK);
    } catch {
      throw new ConfigurationError('SEALBRIDGE_NOTICE_DROP', 'names a folder that cannot be written to');
    }
  }

  async deliver({ bytes }: Mail): Promise<DeliveryReport> {
    const name = toHex(randomBytes(NAME_BYTES));
    try {
      const partial = join(this.folder, `.${name}.partial`);
      const file = await open(partial, 'wx', OWNER_ONLY);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, join(this.folder, `${name}.eml`));
      return { delivery: 'sent', code: null };
    } catch (error) {
      const { code } = error as { code?: unknown };
      return { delivery: 'later', code: typeof code === 'string' ? code : null };
    }
  }
}

import { fromHex, toHex, utf8 } from '@sealbridge/sodium';

import { HIGH_WATER_MARK } from '../log-files.js';
import type { DurableFiles } from './durable-files.js';
import type { TreeHead } from './log-store.js';

/** The newest tree that may have been signed, kept outside PostgreSQL (security §3.5): `size` space `root in hex`. */
export class HighWaterMark {
  constructor(private readonly files: DurableFiles) {}

  /** Null before the first signature. Throws when the file is not in its form: then nothing may be signed. */
  async read(): Promise<TreeHead | null> {
    const bytes = await this.files.read(HIGH_WATER_MARK);
    if (bytes === null) {
      return null;
    }
    const [, size, root] = /^(\d{1,15}) ([0-9a-f]{64})\n$/u.exec(new TextDecoder().decode(bytes)) ?? [];
    if (size === undefined || root === undefined) {
      throw new Error('high-water mark is not readable');
    }
    return { size: Number(size), root: fromHex(root) };
  }

  /** Written before a tree is signed, so that after any crash the mark is at least as far as any signature. */
  async raise(head: TreeHead): Promise<void> {
    await this.files.write(HIGH_WATER_MARK, utf8(`${head.size} ${toHex(head.root)}\n`));
  }
}

import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import type { BundleSource } from '@sealbridge/transparency';

/** The files of an evidence bundle in a folder. */
export function folderSource(folder: string): BundleSource {
  return {
    read: (path) =>
      readFile(join(folder, path)).then(
        (bytes) => new Uint8Array(bytes),
        () => null,
      ),
    async *stream(path) {
      const file = join(folder, path);
      if (!existsSync(file)) return;
      for await (const chunk of createReadStream(file)) yield new Uint8Array(chunk as Buffer);
    },
    list: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
    },
  };
}

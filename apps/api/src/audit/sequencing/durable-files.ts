import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { isAbsent } from '../absent.js';

/** Files that hold after a crash: written beside, synced, renamed, and the folder synced (POSIX rename is atomic). */
export class DurableFiles {
  /** Folders made so far: making and syncing one is needed once. */
  private readonly made = new Set<string>();

  constructor(private readonly root: string) {}

  /** Replaces or makes a file; `path` is relative. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const target = join(this.root, path);
    const folder = dirname(target);
    await this.makeFolder(folder);
    const beside = `${target}.${process.pid}.new`;
    const file = await open(beside, 'w', 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, target);
    await syncFolder(folder);
  }

  /** The bytes of a file, null when it is not there. */
  async read(path: string): Promise<Uint8Array | null> {
    try {
      return new Uint8Array(await readFile(join(this.root, path)));
    } catch (error) {
      if (isAbsent(error)) {
        return null;
      }
      throw error;
    }
  }

  /** Removes a file or folder if it is there. */
  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { recursive: true, force: true });
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.made.has(folder)) {
      return;
    }
    const first = await mkdir(folder, { recursive: true });
    if (first !== undefined) {
      await syncFolder(dirname(first));
    }
    this.made.add(folder);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

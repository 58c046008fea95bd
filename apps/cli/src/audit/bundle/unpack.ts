import { createReadStream, mkdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';

import { EXIT } from '../../output/exit-code.js';
import { Failure, isExpected, usage } from '../../output/failure.js';

/** Names an evidence bundle may hold; nothing else is written to disk, so no name can lead out of the folder. */
const BUNDLE_PATH =
  /^(manifest\.json|entries\.jsonl|checkpoint|policy|tiles\/tile\/\d{1,2}\/(x\d{3}\/){0,8}\d{3}(\.p\/\d{1,3})?)$/;
/** More than this out of one bundle is refused: a small file can unpack to a full disk. */
const MAX_UNPACKED_BYTES = 8 * 1024 ** 3;

/**
 * Unpacks an evidence bundle into a folder, piece by piece. Throws a Failure: exit 2 when the file cannot be read, exit 5
 * when it is not a bundle.
 */
export async function unpackBundle(path: string, folder: string): Promise<void> {
  const writer = new BundleWriter(folder);
  const unzip = new Unzip((file) => writer.begin(file));
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(path)) {
      feed(unzip, chunk as Buffer, false);
      await writer.flush();
    }
    feed(unzip, new Uint8Array(0), true);
    await writer.flush();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw usage('E_FILE', 'the bundle cannot be read');
    throw error;
  } finally {
    await writer.close();
  }
}

function feed(unzip: Unzip, chunk: Uint8Array, last: boolean): void {
  try {
    unzip.push(new Uint8Array(chunk), last);
  } catch (error) {
    if (isExpected(error)) throw error;
    throw notABundle('it is not a zip file');
  }
}

/**
 * fflate calls back synchronously; what it gives is written between two pieces of input, so little is ever held. The files of a
 * zip come one after the other, and only one is open: a long log has more tiles than a process may have files.
 */
class BundleWriter {
  private readonly waiting: { readonly name: string; readonly chunk: Uint8Array }[] = [];
  private current: { readonly name: string; readonly file: FileHandle } | null = null;
  private readonly begun = new Set<string>();
  private total = 0;

  constructor(private readonly folder: string) {}

  begin(file: UnzipFile): void {
    const { name } = file;
    if (name.endsWith('/')) return;
    if (!BUNDLE_PATH.test(name)) throw notABundle('it holds a file that does not belong in one');
    if (this.begun.has(name)) throw notABundle('it holds a file twice');
    this.begun.add(name);
    file.ondata = (error, chunk) => {
      if (error !== null) throw notABundle('it is damaged');
      this.total += chunk.length;
      if (this.total > MAX_UNPACKED_BYTES) throw notABundle('it unpacks to more than 8 GiB');
      this.waiting.push({ name, chunk });
    };
    file.start();
  }

  async flush(): Promise<void> {
    for (const { name, chunk } of this.waiting.splice(0)) await (await this.fileOf(name)).writeFile(chunk);
  }

  async close(): Promise<void> {
    await this.current?.file.close();
    this.current = null;
  }

  private async fileOf(name: string): Promise<FileHandle> {
    if (this.current?.name === name) return this.current.file;
    await this.close();
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    this.current = { name, file };
    return file;
  }
}

function notABundle(reason: string): Failure {
  return new Failure({ code: 'E_BUNDLE', exit: EXIT.VERIFICATION, message: `not an evidence bundle: ${reason}` });
}

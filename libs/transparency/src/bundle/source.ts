import { TransparencyError } from '../error.js';

/** The files of an evidence bundle, wherever they are. Paths use `/` and have no leading slash. */
export interface BundleSource {
  /** A whole small file, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** A file piece by piece, in any piece sizes; nothing when there is none. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** The paths of all files. */
  list(): Promise<readonly string[]>;
}

/** A bundle in memory. */
export function bundleFromFiles(files: ReadonlyMap<string, Uint8Array>): BundleSource {
  return {
    read: (path) => Promise.resolve(files.get(path) ?? null),
    async *stream(path) {
      const file = files.get(path);
      if (file !== undefined) yield await Promise.resolve(file);
    },
    list: () => Promise.resolve([...files.keys()]),
  };
}

/** A file of the bundle. Throws E_READ when it is missing or reading it fails; nothing is tried twice. */
export async function readFile(source: BundleSource, path: string): Promise<Uint8Array> {
  const bytes = await source.read(path).catch(() => null);
  if (bytes === null) throw new TransparencyError('E_READ', 'a file of the bundle is missing');
  return bytes;
}

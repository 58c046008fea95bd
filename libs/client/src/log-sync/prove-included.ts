import {
  type CheckedCheckpoint,
  inclusionProof,
  type TileAddress,
  tilePath,
  tileSource,
  verifyInclusion,
} from '@sealbridge/transparency';

import type { LogFiles } from './log-files.js';

/** Whether the leaf is at `index` under the root of a checked checkpoint, by a proof made from the server's tiles. */
export async function isIncluded(
  files: LogFiles,
  { size, root }: Pick<CheckedCheckpoint, 'size' | 'root'>,
  index: number,
  leafHash: Uint8Array,
): Promise<boolean> {
  const source = tileSource(size, ({ level, index: tile, width }: TileAddress) =>
    files.read(tilePath(level, tile, width)),
  );
  return verifyInclusion({ leafHash, index, size, root, proof: await inclusionProof(source, index, size) });
}

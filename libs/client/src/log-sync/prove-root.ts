import { equal } from '@sealbridge/sodium';
import {
  type CheckedCheckpoint,
  consistencyProof,
  emptyRoot,
  type HashSource,
  rootAt,
  type TileAddress,
  tilePath,
  tileSource,
  TransparencyError,
  verifyConsistency,
} from '@sealbridge/transparency';

import type { LogFiles } from './log-files.js';
import { verifyingLog } from './sync-log.js';

/** A size of the log and the root somebody says it had then. */
interface RootClaim {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Whether the log had this root at this size: recomputed from the server's tiles, and proved to be the beginning of the tree of a
 * checked checkpoint. Throws a ClientError (`verification`) when the tiles are not those of that tree, which says nothing about the claim.
 */
export function isRootAt(
  files: LogFiles,
  checkpoint: Pick<CheckedCheckpoint, 'size' | 'root'>,
  claim: RootClaim,
): Promise<boolean> {
  return verifyingLog(async () => {
    if (claim.size > checkpoint.size) return false;
    const source = tileSource(checkpoint.size, ({ level, index, width }: TileAddress) =>
      files.read(tilePath(level, index, width)),
    );
    return equal(claim.size === 0 ? emptyRoot() : await provedRoot(source, claim.size, checkpoint), claim.root);
  });
}

async function provedRoot(source: HashSource, size: number, checkpoint: RootClaim): Promise<Uint8Array> {
  const root = await rootAt(source, size);
  const proof = await consistencyProof(source, size, checkpoint.size);
  if (verifyConsistency({ size1: size, size2: checkpoint.size, root1: root, root2: checkpoint.root, proof }))
    return root;
  throw new TransparencyError('E_TILE', 'a tile is not of this tree');
}

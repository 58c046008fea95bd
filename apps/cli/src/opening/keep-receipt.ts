import { join } from 'node:path';

import { toBase64, toHex } from '@sealbridge/sodium';
import type { Receipt } from '@sealbridge/transparency';

import { writePrivateFile } from '../instance/private-file.js';
import type { Profile } from '../profile/profile-file.js';

/**
 * Stores a signed receipt before the key it came with is used (security-corrections B3): if the entry never appears on the
 * log, this file is the evidence. Returns its path.
 */
export function keepReceipt(profile: Profile, eventId: string, receipt: Receipt, bytes: Uint8Array): string {
  const path = join(profile.folder, 'receipts', `${eventId}.json`);
  const { origin, leafHash, nodeTime, maxDelay } = receipt;
  const content = { eventId, origin, leafHash: toHex(leafHash), nodeTime, maxDelay, receipt: toBase64(bytes) };
  writePrivateFile(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

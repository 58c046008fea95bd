import type { ClientStores, SeenCheckpoint } from '@sealbridge/client';
import { fromBase64, fromHex, toBase64, toHex } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { keepLog, keptLog } from './store.js';

/**
 * What the device of the open vault has seen: the checkpoint in the vault, which is sealed anew once the sync is over; the copy of the
 * log in the open, since it is hashes and is compared with that checkpoint each time. One worker at a time holds a vault (see
 * `hold`), so nothing else changes what is kept here.
 */
export function vaultStores(desk: Desk): ClientStores {
  const device = (): string => desk.opened().keys.device;
  return {
    checkpoint: {
      read: () => Promise.resolve(seenIn(desk)),
      write: ({ size, root, note, cosignedAt }) => {
        const checkpoint = { size, root: fromHex(root), note: fromBase64(note), cosignedAt };
        desk.vault = { ...desk.opened(), checkpoint };
        return Promise.resolve();
      },
    },
    logView: {
      read: async () => (await keptLog(device())).view,
      write: async (view) => keepLog({ ...(await keptLog(device())), view }),
    },
    agreements: {
      read: async () => new Map((await keptLog(device())).agreements),
      write: async (seen) => keepLog({ ...(await keptLog(device())), agreements: [...seen] }),
    },
    lock: (work) => work(),
  };
}

function seenIn(desk: Desk): SeenCheckpoint | null {
  const { checkpoint } = desk.opened();
  if (checkpoint === null) return null;
  const { size, root, note, cosignedAt } = checkpoint;
  return { size, root: toHex(root), note: toBase64(note), cosignedAt };
}

import type { ClientStores, KnownSoFar, KnownStore, SeenAgreements, SeenCheckpoint } from '@sealbridge/client';

/** What a device has seen, kept for as long as a test lasts. */
export function memoryStores(): ClientStores {
  let checkpoint: SeenCheckpoint | null = null;
  let view: string | null = null;
  let agreements: SeenAgreements = new Map();
  return {
    checkpoint: { read: async () => checkpoint, write: async (seen) => void (checkpoint = seen) },
    logView: { read: async () => view, write: async (text) => void (view = text) },
    agreements: { read: async () => agreements, write: async (seen) => void (agreements = seen) },
    lock: (work) => work(),
  };
}

/** What a person was told, kept for as long as a test lasts. */
export function memoryKnown(): KnownStore {
  let known: KnownSoFar | null = null;
  return { read: async () => known, write: async (next) => void (known = next) };
}

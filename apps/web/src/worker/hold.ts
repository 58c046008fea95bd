import { WorkFailure } from './failure.js';

/** A worker that was ended gives its keys up a moment later; another tab does not. */
const WAIT_MS = 3_000;

const lockOf = (device: string): string => `sealbridge:${device}`;

/** Devices that this worker holds already: whoever has just joined signs in with the same worker. */
const held = new Set<string>();

/**
 * Holds the keys of a device for as long as this worker lives, so that two tabs never write the same vault. Throws E_OTHER_TAB when
 * another tab of this browser has them open.
 */
export async function hold(device: string): Promise<void> {
  if (held.has(device)) return;
  await new Promise<void>((resolve, reject) => {
    const signal = AbortSignal.timeout(WAIT_MS);
    const forever = (): Promise<never> => {
      resolve();
      return new Promise<never>(() => undefined);
    };
    navigator.locks
      .request(lockOf(device), { signal }, forever)
      .catch(() => reject(new WorkFailure({ code: 'E_OTHER_TAB', kind: 'conflict' })));
  });
  held.add(device);
}

/** Whether this or another tab of this browser has the keys of a device open. */
export async function isHeld(device: string): Promise<boolean> {
  const { held: locks = [] } = await navigator.locks.query();
  return locks.some(({ name }) => name === lockOf(device));
}

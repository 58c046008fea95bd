import { isHeld } from './hold.js';
import type { KnownDevice } from './operations.js';
import { forgetDevice, type KeptDevice, keptDevice, keptDevices } from './store.js';

/** The devices of this browser; `lost` are those whose keys nothing sealed before the page was closed. One being made elsewhere is left out. */
export async function knownDevices(): Promise<KnownDevice[]> {
  const known: KnownDevice[] = [];
  for (const kept of await keptDevices()) {
    const { device, organisation, unit, stage } = kept;
    if (!isUnsealed(kept)) known.push({ device, organisation, unit, stage });
    else if (!(await isHeld(device))) known.push({ device, organisation, unit, stage: 'lost' });
  }
  return known;
}

/** Forgets that keys were lost. Keys that are sealed here stay. */
export async function forgetLost(device: string): Promise<void> {
  const kept = await keptDevice(device);
  if (kept !== null && isUnsealed(kept) && !(await isHeld(device))) await forgetDevice(device);
}

function isUnsealed({ vault }: KeptDevice): boolean {
  return vault.length === 0;
}

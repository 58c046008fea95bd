import { type KeyChange, keyChanges } from '@sealbridge/directory';

import type { SyncedDirectory } from '../session/person.js';
import type { KnownStore } from './known-store.js';

/** What changed of the keys of these units since something was last sealed to them, in the order of the handles. Units without a key are left out. */
export async function recipientKeys(
  store: KnownStore,
  { state }: Pick<SyncedDirectory, 'state'>,
  handles: readonly string[],
): Promise<KeyChange[]> {
  const known = await store.read();
  return [...new Set(handles)].flatMap((handle) => {
    const unit = state.unitByHandle(handle)?.unit;
    const last = unit === undefined ? null : (known?.units.get(unit) ?? null);
    return keyChanges(state, handle, last) ?? [];
  });
}

/** Something was sealed to these keys. Nothing is kept on a device that never asked what it knows. */
export async function keepUsed(
  store: KnownStore,
  { state }: Pick<SyncedDirectory, 'state'>,
  keys: readonly KeyChange[],
): Promise<void> {
  const known = await store.read();
  if (known === null) return;
  const used = keys.map(({ unit, epoch }) => {
    const org = state.units.get(unit)?.org;
    const seq = org === undefined ? undefined : state.chains.get(org)?.seq;
    return [unit, seq === undefined ? { epoch } : { epoch, seq }] as const;
  });
  await store.write({ ...known, units: new Map([...known.units, ...used]) });
}

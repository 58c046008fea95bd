import { deviceAt, DirectoryState, parseEventRecord } from '@sealbridge/directory';
import { fromHex } from '@sealbridge/sodium';
import type { DeviceKeys } from '@sealbridge/transparency';
import { idFromBytes } from '@sealbridge/vocabulary';

/** The directory's answer to whose key a device had at a place of the log, replayed from the pinned genesis (hex). */
export function directoryDeviceKeys(genesis: string): DeviceKeys {
  let state = DirectoryState.empty(fromHex(genesis));
  return {
    learn: (record, index) => {
      state = state.apply(parseEventRecord(record), index);
    },
    keyOf: (device, index) => deviceAt(state, idFromBytes(device), index)?.device.signPublicKey ?? null,
  };
}

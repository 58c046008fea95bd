import type { EventSigner } from '@sealbridge/directory';
import type { DeviceKeys } from '@sealbridge/keyring';

/** The signer that a device is as a guardian. */
export function guardianSigner({ device, sign }: Pick<DeviceKeys, 'device' | 'sign'>): EventSigner {
  return { kind: 'guardian', signer: device, privateKey: sign.privateKey };
}

// A passkey is asked with two salts at once; what it gives for the second opens the versions to come (docs/reference/vault.md).
import { type OpenVault, rotatePrfSalt, vaultInfo } from '@sealbridge/keyring';
import { equal, fromBase64Url, toBase64Url } from '@sealbridge/sodium';

import type { PasskeySalts, Unlocks } from './operations.js';

/** So long a salt stays: an output that leaked opens no version sealed after the next use of the passkey from then on. */
export const ROTATE_AFTER_MS = 86_400_000;

/** When the salt of each passkey last changed in this browser, by credential id, base64url; milliseconds since 1970. */
export type Rotated = Readonly<Record<string, number>>;

/** Both salts of each passkey that opens a vault, unopened. */
export function saltsOf(bytes: Uint8Array): PasskeySalts[] {
  return vaultInfo(bytes).unlockers.flatMap(({ params }) =>
    params.kind === 'passkey'
      ? [{ credential: toBase64Url(params.credentialId), salt: params.prfSalt, next: params.nextSalt }]
      : [],
  );
}

/**
 * The vault with the next salt of this passkey in use, or null when it is not due or the authenticator gave one output alone. What it
 * gave is wiped when it is used, and else the caller's to wipe. `now` in milliseconds; a clock that went back counts as due.
 */
export function rotatedVault(
  vault: OpenVault,
  credential: string,
  { current, next }: Unlocks,
  { rotated, now }: { readonly rotated: Rotated; readonly now: number },
): OpenVault | null {
  const last = rotated[credential];
  const isDue = last === undefined || now < last || now - last >= ROTATE_AFTER_MS;
  const id = fromBase64Url(credential);
  const unlocker = vault.unlockers.find(({ params }) => params.kind === 'passkey' && equal(params.credentialId, id));
  if (next === null || !isDue || unlocker === undefined) return null;
  return rotatePrfSalt(vault, unlocker.id, { current, next });
}

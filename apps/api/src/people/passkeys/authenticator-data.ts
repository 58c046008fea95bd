import { equal, sha256, utf8 } from '@sealbridge/sodium';

import { readable, requirePasskey } from './passkey-error.js';
import type { PasskeyRules } from './passkey-rules.js';

const RP_ID_HASH_BYTES = 32;
const FLAGS_AT = 32;
const COUNTER_AT = 33;
const HEAD_BYTES = 37;

/** Bits of the flags byte (WebAuthn Level 3, section 6.1). */
const FLAG = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10 } as const;

/** The head of authenticator data: what every authenticator says of the person and of itself. */
export interface AuthenticatorData {
  /** Whether the passkey may be copied to other devices by its maker; never changes. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  /** How often it was used; 0 for passkeys that do not count. */
  readonly counter: number;
}

/** Reads the head of authenticator data and checks for whom it was made and that the person was there. Throws PasskeyError. */
export async function checkAuthenticatorData(
  bytes: Uint8Array,
  rpId: string,
  { userVerification }: PasskeyRules,
): Promise<AuthenticatorData> {
  const { rpIdHash, flags, counter } = await readable(() => head(bytes));
  const is = (bit: number): boolean => (flags & bit) !== 0;
  requirePasskey(equal(rpIdHash, sha256(utf8(rpId))), 'E_PASSKEY_RP', 'the passkey was asked for another site');
  requirePasskey(is(FLAG.present), 'E_PASSKEY_PRESENCE', 'nobody was there');
  const verified = is(FLAG.verified) || !userVerification;
  requirePasskey(verified, 'E_PASSKEY_VERIFICATION', 'the authenticator did not verify the person');
  const backup = { backupEligible: is(FLAG.backupEligible), backedUp: is(FLAG.backedUp) };
  requirePasskey(backup.backupEligible || !backup.backedUp, 'E_PASSKEY_BACKUP', 'a passkey that cannot be copied was');
  return { ...backup, counter };
}

function head(bytes: Uint8Array): { rpIdHash: Uint8Array; flags: number; counter: number } {
  if (bytes.length < HEAD_BYTES) throw new Error('too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    rpIdHash: bytes.slice(0, RP_ID_HASH_BYTES),
    flags: view.getUint8(FLAGS_AT),
    counter: view.getUint32(COUNTER_AT),
  };
}

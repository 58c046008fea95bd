export { KEYRING_ERROR_CODES, KeyringError, type KeyringErrorCode } from './keyring-error.js';
export {
  deriveDeviceKeys,
  makeDeviceKeys,
  wipeDeviceKeys,
  type DeviceIdentity,
  type DeviceKeys,
} from './device-keys.js';
export {
  deriveRootKeys,
  makeRootKeys,
  ROOT_KEY_NUMBERS,
  wipeRootKeys,
  type RootKeyNumber,
  type RootKeys,
} from './root-keys.js';
export { MAX_PASSPHRASE_BYTES, passphraseBytes } from './passphrase.js';
export { ARGON2_CEILING, ARGON2_FLOOR, MAX_KEY_FILE_BYTES } from './key-file-format.js';
export { openKeyFile, openRootKeyFile, sealKeyFile } from './key-file.js';
export { openLockbox, sealLockbox } from './lockbox.js';
export { lockboxFor, makeUnitEpoch, type LockboxHolder, type NewUnitEpoch, type SealedLockbox } from './unit-epoch.js';
export { openNote, sealNote, type NoteRecipient } from './sealed-note.js';
export {
  codeProof,
  invitationToken,
  joinMac,
  makeInvitation,
  readCode,
  requireJoinMac,
  showCode,
  type InvitationSecrets,
} from './invitation.js';
export { parseInvitationLink, writeInvitationLink, type InvitationLink } from './invitation-link.js';
export {
  confirmsWords,
  ENTROPY_BYTES,
  makeRecoveryWords,
  parseRecoveryWords,
  WORD_COUNT,
  WORDS_ASKED_BACK,
  wipeWordsKeys,
  wordsKeys,
  wordsToConfirm,
  type RecoveryWords,
  type WordsKeys,
} from './words.js';
export type { Pins } from './pins.js';
export { MAX_KNOWN_DEVICES, MAX_KNOWN_UNITS, type Known, type KnownCheckpoint } from './vault-contents.js';
export {
  MAX_VAULT_BYTES,
  PRF_BYTES,
  VAULT_PASSPHRASE_CEILING,
  VAULT_PASSPHRASE_FLOOR,
  type Unlocker,
  type UnlockerParams,
} from './vault-format.js';
export {
  makeVault,
  openVault,
  sealVault,
  vaultInfo,
  waysIn,
  wipeVault,
  type OpenVault,
  type SealedVault,
  type VaultInfo,
  type VaultKey,
} from './vault.js';
export {
  addPasskeyUnlocker,
  addPassphraseUnlocker,
  addWordsUnlocker,
  makePrfSalt,
  removeUnlocker,
  rotatePrfSalt,
  type PasskeyInput,
} from './vault-unlockers.js';
export {
  deriveLink,
  makeLinkCode,
  readLinkCode,
  type LinkMessage,
  type LinkPart,
  type LinkSecrets,
} from './link-code.js';
export {
  makeLinkOffer,
  makeLinkProof,
  makeLinkRequest,
  makeNewDevice,
  openLinkOffer,
  openLinkProof,
  openLinkRequest,
  type LinkOffer,
  type LinkRequest,
  type NewDevice,
} from './device-link.js';
export { GUARDIANS, SHARE_BYTES, THRESHOLD, type Share } from './share.js';
export { openContribution, openShare, resealShare, type Ceremony, type ListedShare } from './sealed-share.js';
export {
  combineShares,
  makeRecoveryKey,
  type NewRecoveryKey,
  type SealedShare,
  type ShareHolder,
} from './recovery-key.js';
export { openPrintedShare, printShare } from './printed-share.js';
export {
  openRecoveryLockbox,
  sealRecoveryLockbox,
  type ListedRecoveryLockbox,
  type RecoveryLockboxTarget,
} from './recovery-lockbox.js';

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

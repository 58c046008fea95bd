import { defineMessages } from 'react-intl';

/** Words of the check whether this browser can keep keys. */
export const words = defineMessages({
  title: { id: 'check.title', defaultMessage: 'This browser' },
  about: { id: 'check.about', defaultMessage: 'Your browser asks twice: once to make the passkey, once to try it.' },
  passkey: { id: 'check.passkey', defaultMessage: 'A passkey for this browser' },
  passkeyText: {
    id: 'check.passkey-text',
    defaultMessage:
      'Made by your device, shown with your finger, your face or its code. It takes the place of a password.',
  },
  passkeyMade: { id: 'check.passkey-made', defaultMessage: 'Your passkey works' },
  passkeyMadeText: {
    id: 'check.passkey-made-text',
    defaultMessage: 'It was made a moment ago, and the server knows it.',
  },
  unlock: { id: 'check.unlock', defaultMessage: 'It opens your keys as well' },
  unlockText: { id: 'check.unlock-text', defaultMessage: 'Tried once the passkey is made.' },
  unlocks: { id: 'check.unlocks', defaultMessage: 'Your passkey opens your keys' },
  unlocksText: { id: 'check.unlocks-text', defaultMessage: 'Nothing more has to be remembered for this browser.' },
  cannot: {
    id: 'check.cannot',
    defaultMessage:
      'Your passkey can sign you in, but this browser cannot use it to unlock your keys. You will choose a passphrase as well.',
  },
  details: { id: 'check.details', defaultMessage: 'Details' },
  detailsText: {
    id: 'check.details-text',
    defaultMessage:
      'The passkey or the browser lacks the WebAuthn extension “prf”, from whose result the key of your vault would be derived. The passphrase takes its place, stretched with Argon2id (256 MiB, three passes).',
  },
  storage: { id: 'check.storage', defaultMessage: 'This browser keeps what is sealed' },
  storageMay: { id: 'check.storage-may', defaultMessage: 'This browser may clear what is sealed' },
  storageYes: { id: 'check.storage-yes', defaultMessage: 'It promised not to clear it by itself.' },
  storageNo: {
    id: 'check.storage-no',
    defaultMessage:
      'It did not promise to keep it when space is short. Your keys are kept at the server too, sealed, so your way back works all the same.',
  },
  make: { id: 'check.make', defaultMessage: 'Make a passkey' },
  passphrase: { id: 'check.passphrase', defaultMessage: 'Passphrase for this browser' },
  passphraseHint: {
    id: 'check.passphrase-hint',
    defaultMessage: 'Four or more words that nobody would guess together. It never leaves this browser.',
  },
  repeat: { id: 'check.repeat', defaultMessage: 'Once more' },
  differs: { id: 'check.differs', defaultMessage: 'This is not the same as above' },
  choose: { id: 'check.choose', defaultMessage: 'Use this passphrase' },
});

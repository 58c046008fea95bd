import { defineMessages } from 'react-intl';

/** Words of the page where one signs in. */
export const words = defineMessages({
  title: { id: 'enter.title', defaultMessage: 'Sign in' },
  lede: {
    id: 'enter.lede',
    defaultMessage:
      'With the passkey of this device. It also opens your keys, which nobody else holds, not even this server.',
  },
  ledeNew: {
    id: 'enter.lede-new',
    defaultMessage:
      'This browser keeps no keys of yours yet. Sign in with a passkey you have, or let this browser in from a device that is in already.',
  },
  button: { id: 'enter.button', defaultMessage: 'Sign in with a passkey' },
  buttonOf: { id: 'enter.button-of', defaultMessage: 'Sign in to {organisation}' },
  lost: { id: 'enter.lost', defaultMessage: 'Lost your passkey?' },
  here: { id: 'enter.here', defaultMessage: 'This device' },
  joining: { id: 'enter.joining', defaultMessage: 'Waiting to be confirmed' },
  joiningText: {
    id: 'enter.joining-text',
    defaultMessage:
      'Keys for {organisation} are made here. Once your administrator has confirmed them you can sign in.',
  },
  lostKeys: { id: 'enter.lost-keys', defaultMessage: 'Keys that were lost while they were made' },
  lostKeysText: {
    id: 'enter.lost-keys-text',
    defaultMessage:
      'You joined {organisation} here, and the page was closed before a passkey sealed your keys. They cannot be had back. Ask your administrator not to confirm them, and for a new invitation.',
  },
  lostKeysSeen: { id: 'enter.lost-keys-seen', defaultMessage: 'I have read this' },
  noPasskeys: {
    id: 'enter.no-passkeys',
    defaultMessage: 'This browser has no passkeys. Use a newer one, or the command line.',
  },
  recovering: { id: 'enter.recovering', defaultMessage: 'Waiting for your guardians' },
  recoveringText: {
    id: 'enter.recovering-text',
    defaultMessage:
      'New keys for {organisation} wait in this browser. When a guardian has told you that they are done:',
  },
  goOn: { id: 'enter.go-on', defaultMessage: 'go on here' },
  firstFactor: {
    id: 'enter.first-factor',
    defaultMessage:
      'Your organisation asks that you show yourself at its own sign-in first. Your passkey and your keys stay what counts after it.',
  },
  firstFactorGo: { id: 'enter.first-factor-go', defaultMessage: 'To the sign-in of {organisation}' },
  agencyShown: {
    id: 'enter.agency-shown',
    defaultMessage: 'Your organisation knows you. Now sign in with your passkey.',
  },
  agencyElsewhere: {
    id: 'enter.agency-elsewhere',
    defaultMessage: 'Your organisation knows you. Go back to the command line.',
  },
  agencyFailed: {
    id: 'enter.agency-failed',
    defaultMessage:
      'The sign-in of your organisation did not vouch for you (reference {code}). Nothing was changed; try it again.',
  },
  passphrase: { id: 'enter.passphrase', defaultMessage: 'Your passphrase of this browser' },
  passphraseHint: {
    id: 'enter.passphrase-hint',
    defaultMessage:
      'Your passkey has signed you in. In this browser it cannot open your keys, so you chose a passphrase as well.',
  },
  passphraseButton: { id: 'enter.passphrase-button', defaultMessage: 'Open my keys' },
  other: { id: 'enter.other', defaultMessage: 'Other ways' },
  otherAbout: { id: 'enter.other-about', defaultMessage: 'None of them goes past your own keys.' },
  enrol: { id: 'enter.enrol', defaultMessage: 'Let this browser in' },
  enrolText: {
    id: 'enter.enrol-text',
    defaultMessage: 'You are in on another device: it says yes, and this browser gets keys of its own.',
  },
  join: { id: 'enter.join', defaultMessage: 'I was invited' },
  joinText: { id: 'enter.join-text', defaultMessage: 'You have a link, and somebody tells you a code by voice.' },
  recover: { id: 'enter.recover', defaultMessage: 'I lost my passkey' },
  recoverText: {
    id: 'enter.recover-text',
    defaultMessage: 'With your 24 words, another passkey, or the guardians of your organisation.',
  },
  what: { id: 'enter.what', defaultMessage: 'What this is' },
  whatText: {
    id: 'enter.what-text',
    defaultMessage:
      'Vetted organisations share what they see of trafficking with the police. Reports are sealed on the sender’s device for those they are meant for. This server carries them and cannot read them; every access is on a record that nobody can change unnoticed.',
  },
  demo: {
    id: 'enter.demo',
    defaultMessage:
      'This is a demonstration. Every person, organisation and report in it is invented, and its witness runs on the same machine, so it protects nobody.',
  },
  documentation: { id: 'enter.documentation', defaultMessage: 'Documentation' },
  threatModel: { id: 'enter.threat-model', defaultMessage: 'Threat model' },
  auditLog: { id: 'enter.audit-log', defaultMessage: 'Audit log' },
  checkpoint: { id: 'enter.checkpoint', defaultMessage: 'Newest public checkpoint' },
  more: { id: 'enter.more', defaultMessage: 'To read' },
});

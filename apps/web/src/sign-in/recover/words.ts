import { defineMessages } from 'react-intl';

/** Words of the pages for whoever has lost a passkey. */
export const words = defineMessages({
  title: { id: 'recover.title', defaultMessage: 'You lost your passkey' },
  lede: {
    id: 'recover.lede',
    defaultMessage:
      'There are three ways back, and each goes through something that is yours. Nobody on our side can do this for you.',
  },
  ways: { id: 'recover.ways', defaultMessage: 'Ways back' },
  passkey: { id: 'recover.passkey', defaultMessage: 'Another passkey' },
  passkeyText: {
    id: 'recover.passkey-text',
    defaultMessage: 'A second one that you added, or one that your devices share. Sign in with it.',
  },
  words: { id: 'recover.words', defaultMessage: 'Your 24 words' },
  wordsText: { id: 'recover.words-text', defaultMessage: 'From the paper you wrote. You are back in minutes.' },
  guardians: { id: 'recover.guardians', defaultMessage: 'The guardians of your organisation' },
  guardiansText: {
    id: 'recover.guardians-text',
    defaultMessage:
      'Several people together, after they have seen you on video, and after a wait that lets you stop a recovery you did not ask for.',
  },
  otherDevice: { id: 'recover.other-device', defaultMessage: 'A device that is still in' },
  otherDeviceText: { id: 'recover.other-device-text', defaultMessage: 'It can let this browser in with a code.' },
  none: { id: 'recover.none', defaultMessage: 'If you have none of them' },
  noneText: {
    id: 'recover.none-text',
    defaultMessage:
      'What was sealed only to you cannot be opened again, by anybody. Your administrator can invite you anew, and authors can send again.',
  },
  wordsTitle: { id: 'recover.words-title', defaultMessage: 'Come back with 24 words' },
  wordsLede: {
    id: 'recover.words-lede',
    defaultMessage: 'They are read in this browser and open your keys here. Neither the words nor the keys are sent.',
  },
  type: { id: 'recover.type', defaultMessage: 'From your paper' },
  typeAbout: { id: 'recover.type-about', defaultMessage: 'In order, with spaces between. Capitals do not matter.' },
  all: { id: 'recover.all', defaultMessage: 'All 24 words' },
  open: { id: 'recover.open', defaultMessage: 'Open my keys' },
  back: { id: 'recover.back', defaultMessage: 'Your keys are open' },
  backText: {
    id: 'recover.back-text',
    defaultMessage:
      'Now this browser gets a passkey, so that you need the paper no more than once. Passkeys you have lost can be removed afterwards, under Devices.',
  },
  guardiansTitle: { id: 'recover.guardians-title', defaultMessage: 'Come back by your guardians' },
  guardiansLede: {
    id: 'recover.guardians-lede',
    defaultMessage:
      'Guardians are people whom your organisation chose. None of them can do it alone, and nobody on our side can do this for you.',
  },
  how: { id: 'recover.how', defaultMessage: 'What comes' },
  one: { id: 'recover.one', defaultMessage: 'A guardian sees you on video' },
  oneText: {
    id: 'recover.one-text',
    defaultMessage:
      'You read them the code and the fingerprint of this page. Write the fingerprint down: the other guardian asks for it.',
  },
  two: { id: 'recover.two', defaultMessage: 'Another guardian agrees, and everybody waits' },
  twoText: {
    id: 'recover.two-text',
    defaultMessage:
      'You read them the fingerprint too. Everybody in your organisation sees it, usually for a day; a guardian or an administrator can stop it.',
  },
  three: { id: 'recover.three', defaultMessage: 'This browser is in' },
  threeText: {
    id: 'recover.three-text',
    defaultMessage: 'Your earlier devices end. You make a passkey and a new way back.',
  },
  start: { id: 'recover.start', defaultMessage: 'Make a code for your guardian' },
  startText: {
    id: 'recover.start-text',
    defaultMessage: 'Call a guardian first, by video. The code is good for 15 minutes, until they have typed it.',
  },
  codeText: {
    id: 'recover.code-text',
    defaultMessage: 'Read it to your guardian. They type: npx sealbridge keys recover start CODE',
  },
  waiting: {
    id: 'recover.waiting',
    defaultMessage: 'Waiting for your guardian to type the code. Leave this page open.',
  },
  begun: { id: 'recover.begun', defaultMessage: 'A guardian has your code' },
  begunText: {
    id: 'recover.begun-text',
    defaultMessage:
      'The new keys of this browser have to wait until the guardians are done. Choose a passphrase under which they wait, so that you can close this page.',
  },
  resume: { id: 'recover.resume', defaultMessage: 'Your keys wait in this browser' },
  resumeText: {
    id: 'recover.resume-text',
    defaultMessage:
      'You can close this page. When a guardian has told you that they are done, come back to it in this browser and go on with the passphrase you chose.',
  },
  passphrase: { id: 'recover.passphrase', defaultMessage: 'The passphrase you chose' },
  goOn: { id: 'recover.go-on', defaultMessage: 'Go on' },
  notYet: {
    id: 'recover.not-yet',
    defaultMessage: 'The guardians are not done, or the recovery was stopped. Ask the guardian who saw you.',
  },
});

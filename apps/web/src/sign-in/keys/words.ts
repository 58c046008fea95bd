import { defineMessages } from 'react-intl';

/** Words of the page about the own keys and the way back to them. */
export const words = defineMessages({
  title: { id: 'keys.title', defaultMessage: 'Your keys, and a way back in' },
  lede: {
    id: 'keys.lede',
    defaultMessage:
      'Your keys were made on this device and never leave it unsealed. Nobody can give them back to you, so you make your own way back.',
  },
  notYet: { id: 'keys.not-yet', defaultMessage: 'Not yet safe' },
  safe: { id: 'keys.safe', defaultMessage: 'Two ways in' },
  closed: {
    id: 'keys.closed',
    defaultMessage: 'Until there is a second way to your keys, nothing can be sent from this device.',
  },
  ways: { id: 'keys.ways', defaultMessage: 'Ways to your keys' },
  waysAbout: { id: 'keys.ways-about', defaultMessage: 'Each opens them by itself.' },
  passkey: { id: 'keys.passkey', defaultMessage: 'A passkey' },
  passkeyText: { id: 'keys.passkey-text', defaultMessage: 'Signs you in, and opens your keys.' },
  words: { id: 'keys.words', defaultMessage: '24 words' },
  wordsText: {
    id: 'keys.words-text',
    defaultMessage: 'On the paper you wrote. They bring you back when every passkey is lost.',
  },
  passphrase: { id: 'keys.passphrase', defaultMessage: 'A passphrase' },
  passphraseText: {
    id: 'keys.passphrase-text',
    defaultMessage: 'For this browser, whose passkey cannot open your keys.',
  },
  keyFile: { id: 'keys.key-file', defaultMessage: 'A key file' },
  keyFileText: { id: 'keys.key-file-text', defaultMessage: 'Of the command line, under its passphrase.' },
  choose: { id: 'keys.choose', defaultMessage: 'Make a second way' },
  chooseAbout: { id: 'keys.choose-about', defaultMessage: 'One of the two is enough. Both are better.' },
  another: { id: 'keys.another', defaultMessage: 'Another way' },
  anotherAbout: { id: 'keys.another-about', defaultMessage: 'Two are enough; a third does no harm.' },
  makeWords: { id: 'keys.make-words', defaultMessage: 'Show me 24 words' },
  makeWordsText: {
    id: 'keys.make-words-text',
    defaultMessage:
      'Have paper and a pen ready. The words are shown to be written down; then you type three of them, and your passkey confirms it.',
  },
  secondPasskey: { id: 'keys.second-passkey', defaultMessage: 'Add a second passkey' },
  secondPasskeyText: {
    id: 'keys.second-passkey-text',
    defaultMessage:
      'On another security key or device. Your browser asks for the new one twice, and for the old one to confirm.',
  },
  secondCannot: {
    id: 'keys.second-cannot',
    defaultMessage:
      'The second passkey can sign you in, but it cannot open your keys in this browser, so it is no second way. Write down the 24 words.',
  },
  paper: { id: 'keys.paper', defaultMessage: 'Your 24 words' },
  paperAbout: {
    id: 'keys.paper-about',
    defaultMessage:
      'Write them on paper, in this order. Within ten minutes you can look at them once more, and after that never again.',
  },
  again: { id: 'keys.again', defaultMessage: 'Your 24 words, once more' },
  againAbout: {
    id: 'keys.again-about',
    defaultMessage:
      'To compare them with your paper: once, until {until}, and never after that. Locking or closing this page ends it too.',
  },
  againShow: { id: 'keys.again-show', defaultMessage: 'Show them once more' },
  againLast: { id: 'keys.again-last', defaultMessage: 'They are shown now and never again.' },
  againDone: { id: 'keys.again-done', defaultMessage: 'I have compared them' },
  cover: { id: 'keys.cover', defaultMessage: 'Cover the words' },
  uncover: { id: 'keys.uncover', defaultMessage: 'Show the words' },
  covered: { id: 'keys.covered', defaultMessage: 'covered' },
  paperHint: { id: 'keys.paper-hint', defaultMessage: 'Not a photograph, not a message to yourself.' },
  type: { id: 'keys.type', defaultMessage: 'Type three of them' },
  typeAbout: { id: 'keys.type-about', defaultMessage: 'So we both know the paper is right.' },
  word: { id: 'keys.word', defaultMessage: 'Word {number}' },
  notWord: { id: 'keys.not-word', defaultMessage: 'Not word {number}' },
  wrongTitle: {
    id: 'keys.wrong-title',
    defaultMessage: '{count, plural, one {One word is} other {# words are}} not as on the paper',
  },
  wrongSafe: {
    id: 'keys.wrong-safe',
    defaultMessage: 'Nothing is lost: the words are the same, look at the paper again.',
  },
  confirm: { id: 'keys.confirm', defaultMessage: 'Confirm three words' },
  done: {
    id: 'keys.done',
    defaultMessage: 'Your way back is made. Keep the paper where only you find it, and away from this device.',
  },
  fingerprint: { id: 'keys.fingerprint', defaultMessage: 'Your fingerprint' },
  fingerprintAbout: {
    id: 'keys.fingerprint-about',
    defaultMessage: 'Read it to your administrator, or let them scan it. It is not a secret.',
  },
  fingerprintText: {
    id: 'keys.fingerprint-text',
    defaultMessage: 'Of the signing key of this device, as the directory on the log has it.',
  },
  picture: { id: 'keys.picture', defaultMessage: 'The same fingerprint as a QR code' },
});

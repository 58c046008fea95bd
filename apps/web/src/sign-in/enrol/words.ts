import { defineMessages } from 'react-intl';

/** Words of the page where a browser is let in by another device. */
export const words = defineMessages({
  title: { id: 'enrol.title', defaultMessage: 'Let this browser in' },
  lede: {
    id: 'enrol.lede',
    defaultMessage:
      'This browser gets keys of its own. A device of yours that is in already says yes to them; no key is carried from one to the other.',
  },
  folio: { id: 'enrol.folio', defaultMessage: 'Three steps, about three minutes' },
  steps: { id: 'enrol.steps', defaultMessage: 'What comes' },
  connect: { id: 'enrol.connect', defaultMessage: 'Your other device says yes' },
  connectText: {
    id: 'enrol.connect-text',
    defaultMessage: 'Both find each other by a code that the server never sees.',
  },
  passkey: { id: 'enrol.passkey', defaultMessage: 'A passkey for this browser' },
  passkeyText: {
    id: 'enrol.passkey-text',
    defaultMessage: 'Your browser asks twice: once to make it, once to try it.',
  },
  back: { id: 'enrol.back', defaultMessage: 'A way back in' },
  backText: {
    id: 'enrol.back-text',
    defaultMessage: '24 words on paper, or a second passkey, in case this one is lost.',
  },
  byLink: { id: 'enrol.by-link', defaultMessage: 'You came with a link. The device that made it waits.' },
  connectButton: { id: 'enrol.connect-button', defaultMessage: 'Connect this browser' },
  makeCode: { id: 'enrol.make-code', defaultMessage: 'Show a code' },
  makeCodeText: {
    id: 'enrol.make-code-text',
    defaultMessage:
      'This browser shows a code. Type it at a device of yours that is in: in a browser under Devices, or on the command line with npx sealbridge keys approve.',
  },
  code: { id: 'enrol.code', defaultMessage: 'Your code' },
  codeText: {
    id: 'enrol.code-text',
    defaultMessage: 'Good for 15 minutes and for one device. Whoever types it decides, so show it to nobody else.',
  },
  compare: {
    id: 'enrol.compare',
    defaultMessage: 'The fingerprint of this browser. The other side has to show or be told the same.',
  },
  picture: { id: 'enrol.picture', defaultMessage: 'The same fingerprint as a QR code' },
  waiting: {
    id: 'enrol.waiting',
    defaultMessage: 'Waiting until your other device has said yes. Leave this page open.',
  },
  admitted: { id: 'enrol.admitted', defaultMessage: 'This browser is in' },
  admittedText: {
    id: 'enrol.admitted-text',
    defaultMessage: 'It belongs to {organisation} now, and the log shows it with this fingerprint.',
  },
});

import { defineMessages } from 'react-intl';

/** Words of the page for whoever was invited. */
export const words = defineMessages({
  title: { id: 'join.title', defaultMessage: 'You were invited' },
  lede: {
    id: 'join.lede',
    defaultMessage:
      'Your keys are made in this browser. What stands in the link after the # never left it: the server does not know which invitation you have.',
  },
  folio: { id: 'join.folio', defaultMessage: 'About three minutes' },
  look: { id: 'join.look', defaultMessage: 'Look first' },
  lookAbout: { id: 'join.look-about', defaultMessage: 'Nothing is made yet.' },
  link: { id: 'join.link', defaultMessage: 'The link you were sent' },
  linkHint: { id: 'join.link-hint', defaultMessage: 'All of it, with what stands after the #.' },
  code: { id: 'join.code', defaultMessage: 'The code you were told' },
  codeHint: { id: 'join.code-hint', defaultMessage: 'Eight digits, said to you by voice by whoever invited you.' },
  show: { id: 'join.show', defaultMessage: 'Show who invites me' },
  who: { id: 'join.who', defaultMessage: 'Who invites you' },
  organisation: { id: 'join.organisation', defaultMessage: 'Organisation' },
  by: { id: 'join.by', defaultMessage: 'Invited by' },
  byValue: { id: 'join.by-value', defaultMessage: 'Administrator {number}' },
  role: { id: 'join.role', defaultMessage: 'Your role' },
  unit: { id: 'join.unit', defaultMessage: 'Your unit' },
  clearance: { id: 'join.clearance', defaultMessage: 'May read up to' },
  until: { id: 'join.until', defaultMessage: 'Good until' },
  held: { id: 'join.held', defaultMessage: 'What is held of you' },
  heldYes: {
    id: 'join.held-yes',
    defaultMessage:
      'The platform holds a random number in place of your name, your role, your unit, and when you act. Your name is given to your own organisation alone; whoever runs the server could read it.',
  },
  heldNo: {
    id: 'join.held-no',
    defaultMessage:
      'It does not hold your keys, your passkey’s secret, your words, or anything you seal. Nobody can make them again for you.',
  },
  warning: {
    id: 'join.warning',
    defaultMessage:
      'Somebody who has both link and code can join in your place. If you think that somebody does, tell whoever invited you.',
  },
  join: { id: 'join.join', defaultMessage: 'Make my keys and join' },
  joined: { id: 'join.joined', defaultMessage: 'Tell your administrator' },
  joinedAbout: {
    id: 'join.joined-about',
    defaultMessage: 'Read these six groups to them by voice. It is not a secret.',
  },
  joinedText: {
    id: 'join.joined-text',
    defaultMessage: 'Your keys wait until your administrator has compared this and said yes.',
  },
  stay: {
    id: 'join.stay',
    defaultMessage:
      'Stay on this page until you have made a passkey: before that your keys are nowhere but here, and closing it loses them.',
  },
  picture: { id: 'join.picture', defaultMessage: 'The same fingerprint as a QR code' },
  waiting: { id: 'join.waiting', defaultMessage: 'That is all for now' },
  waitingText: {
    id: 'join.waiting-text',
    defaultMessage:
      'When your administrator has confirmed you, come back to this browser and sign in with your passkey. You will then make your way back in.',
  },
  signIn: { id: 'join.sign-in', defaultMessage: 'To the sign-in page' },
});

import { defineMessages } from 'react-intl';

/** Words that stand around every page. */
export const shell = defineMessages({
  skip: { id: 'shell.skip', defaultMessage: 'Go to the content' },
  theme: { id: 'shell.theme', defaultMessage: 'Theme: {theme, select, light {light} dark {dark} other {system}}' },
  lock: { id: 'shell.lock', defaultMessage: 'Lock' },
  signOut: { id: 'shell.sign-out', defaultMessage: 'Sign out' },
  help: { id: 'shell.help', defaultMessage: 'Help' },
  tools: { id: 'shell.tools', defaultMessage: 'Lock, theme, help' },
  navigation: { id: 'shell.navigation', defaultMessage: 'Pages' },
  home: { id: 'shell.home', defaultMessage: 'Home' },
  keys: { id: 'shell.keys', defaultMessage: 'Your keys' },
  devices: { id: 'shell.devices', defaultMessage: 'Devices' },
  back: { id: 'shell.back', defaultMessage: 'Back' },
  error: { id: 'shell.error', defaultMessage: 'Error:' },
  errorTitle: { id: 'shell.error-title', defaultMessage: 'That did not work' },
  checkTitle: { id: 'shell.check-title', defaultMessage: 'A check failed' },
  again: { id: 'shell.again', defaultMessage: 'Try again' },
  loading: { id: 'shell.loading', defaultMessage: 'One moment' },
  done: { id: 'shell.done', defaultMessage: '(done)' },
  foot: { id: 'shell.foot', defaultMessage: 'Keys are opened on this device only. Shift three times locks.' },
});

/** What the worker is at. */
export const work = defineMessages({
  stretching: {
    id: 'work.stretching',
    defaultMessage:
      'Making a key from what you typed. This takes a moment on purpose: so does every guess of somebody else.',
  },
  reading_log: { id: 'work.reading-log', defaultMessage: 'Checking the log and the directory of keys' },
  waiting: { id: 'work.waiting', defaultMessage: 'Waiting for the other side' },
  sealing: { id: 'work.sealing', defaultMessage: 'Sealing your keys on this device' },
  publishing: { id: 'work.publishing', defaultMessage: 'Writing to the log, and waiting until it shows there' },
});

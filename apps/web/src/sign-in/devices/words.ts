import { defineMessages } from 'react-intl';

/** Words of the pages about devices and passkeys. */
export const words = defineMessages({
  title: { id: 'devices.title', defaultMessage: 'Devices and passkeys' },
  lede: {
    id: 'devices.lede',
    defaultMessage:
      'Each device has keys of its own. The log shows every one that was added or removed, to you and to your organisation.',
  },
  devices: { id: 'devices.devices', defaultMessage: 'Your devices' },
  devicesAbout: {
    id: 'devices.devices-about',
    defaultMessage: 'One that you do not know: remove it, and tell your administrator by voice.',
  },
  device: { id: 'devices.device', defaultMessage: 'Device {number}' },
  thisDevice: { id: 'devices.this-device', defaultMessage: 'This browser' },
  since: { id: 'devices.since', defaultMessage: 'since {day}' },
  state: {
    id: 'devices.state',
    defaultMessage:
      '{state, select, active {In use} revoked {Removed} pending {Waits to be confirmed} other {Not in use}}',
  },
  remove: { id: 'devices.remove', defaultMessage: 'Remove' },
  removeNamed: { id: 'devices.remove-named', defaultMessage: 'Remove device {number}' },
  add: { id: 'devices.add', defaultMessage: 'Let a device in' },
  passkeys: { id: 'devices.passkeys', defaultMessage: 'Passkeys of this browser’s keys' },
  passkeysAbout: { id: 'devices.passkeys-about', defaultMessage: 'The last two ways to your keys stay.' },
  passkey: { id: 'devices.passkey', defaultMessage: 'Passkey made {day}' },
  used: { id: 'devices.used', defaultMessage: 'Last used {day}' },
  unused: { id: 'devices.unused', defaultMessage: 'Not used yet' },
  shared: { id: 'devices.shared', defaultMessage: 'shared between your devices' },
  single: { id: 'devices.single', defaultMessage: 'on one device only' },
  removePasskey: { id: 'devices.remove-passkey', defaultMessage: 'Remove the passkey made {day}' },
  noPasskeys: { id: 'devices.no-passkeys', defaultMessage: 'No passkey yet. Add one under Your keys.' },
  sessions: { id: 'devices.sessions', defaultMessage: 'Sessions' },
  sessionsAbout: { id: 'devices.sessions-about', defaultMessage: 'Keys stay sealed in each browser.' },
  everywhere: { id: 'devices.everywhere', defaultMessage: 'Sign out everywhere' },
  sure: { id: 'devices.sure', defaultMessage: 'Remove this device?' },
  sureText: {
    id: 'devices.sure-text',
    defaultMessage:
      'Its keys stop counting at once, for everybody. What it has opened before stays known to whoever has it. It cannot be undone; the device can be let in again with new keys.',
  },
  surePasskey: { id: 'devices.sure-passkey', defaultMessage: 'Remove this passkey?' },
  surePasskeyText: {
    id: 'devices.sure-passkey-text',
    defaultMessage:
      'It neither signs you in nor opens your keys afterwards. A copy of your keys that was sealed earlier could still be opened with it by whoever has both.',
  },
  keep: { id: 'devices.keep', defaultMessage: 'Keep it' },
  addTitle: { id: 'devices.add-title', defaultMessage: 'Let a device in' },
  addLede: {
    id: 'devices.add-lede',
    defaultMessage:
      'A command line or a browser of yours shows a code. With it the two find each other, past the server.',
  },
  code: { id: 'devices.code', defaultMessage: 'The code it shows' },
  codeAbout: { id: 'devices.code-about', defaultMessage: 'Only of a device that you hold in your hands.' },
  codeField: { id: 'devices.code-field', defaultMessage: 'Code' },
  codeHint: { id: 'devices.code-hint', defaultMessage: 'Four groups of four. Capitals and hyphens do not matter.' },
  find: { id: 'devices.find', defaultMessage: 'Find the device' },
  compare: { id: 'devices.compare', defaultMessage: 'Compare' },
  compareAbout: { id: 'devices.compare-about', defaultMessage: 'The other device shows the same six groups.' },
  compareText: {
    id: 'devices.compare-text',
    defaultMessage: 'If they differ, somebody stands in between: stop here, and tell your administrator.',
  },
  picture: { id: 'devices.picture', defaultMessage: 'The same fingerprint as a QR code' },
  same: { id: 'devices.same', defaultMessage: 'They are the same, let it in' },
  different: { id: 'devices.different', defaultMessage: 'They differ' },
  added: {
    id: 'devices.added',
    defaultMessage: 'The device is in. The log shows it, and it can open what your unit is sent.',
  },
  toDevices: { id: 'devices.to-devices', defaultMessage: 'To your devices' },
});

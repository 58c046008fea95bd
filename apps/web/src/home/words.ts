import { defineMessages } from 'react-intl';

/** Words of the home page. */
export const words = defineMessages({
  title: { id: 'home.title', defaultMessage: 'Home' },
  lede: {
    id: 'home.lede',
    defaultMessage:
      '{count, plural, =0 {Nothing is waiting for you.} one {One thing is waiting for you.} other {# things are waiting for you.}}',
  },
  waiting: { id: 'home.waiting', defaultMessage: 'Waiting for you' },
  notYet: { id: 'home.not-yet', defaultMessage: 'Make a second way to your keys' },
  notYetText: {
    id: 'home.not-yet-text',
    defaultMessage:
      'Not yet safe: if this passkey is lost, nobody can bring your keys back, and sending is closed until then.',
  },
  nothing: { id: 'home.nothing', defaultMessage: 'Nothing. Reports are read and sent with the command line for now.' },
  since: { id: 'home.since', defaultMessage: 'Since your last visit' },
  sinceAbout: {
    id: 'home.since-about',
    defaultMessage: 'What the log shows of your organisation and you, checked in this browser.',
  },
  quiet: { id: 'home.quiet', defaultMessage: 'Nothing has changed.' },
  alarm: {
    id: 'home.alarm',
    defaultMessage:
      'Something here is not yours. If you did not do it, tell your administrator by voice, and send nothing until it is settled.',
  },
  who: { id: 'home.who', defaultMessage: 'Who you are here' },
  organisation: { id: 'home.organisation', defaultMessage: 'Organisation' },
  unit: { id: 'home.unit', defaultMessage: 'Unit' },
  roles: { id: 'home.roles', defaultMessage: 'Roles' },
  member: { id: 'home.member', defaultMessage: 'Your number' },
  ways: { id: 'home.ways', defaultMessage: 'Ways to your keys' },
  waysValue: { id: 'home.ways-value', defaultMessage: '{count, plural, one {One} other {#}}' },
  unknown: { id: 'home.unknown', defaultMessage: 'A device of yours that none of your devices let in' },
  unknownText: {
    id: 'home.unknown-text',
    defaultMessage: 'This is its fingerprint: compare it with your devices. Until it is settled, send nothing.',
  },
  mine: { id: 'home.mine', defaultMessage: 'It is mine' },
  notMine: { id: 'home.not-mine', defaultMessage: 'It is not: remove it' },
  subject: { id: 'home.subject', defaultMessage: 'Number {number}' },
  more: {
    id: 'home.more',
    defaultMessage: '{count, plural, one {And # earlier event.} other {And # earlier events.}}',
  },
  guardians: { id: 'home.guardians', defaultMessage: 'Guardians' },
  guardiansText: {
    id: 'home.guardians-text',
    defaultMessage:
      'If everything of yours is lost, {threshold} of {count} guardians of your organisation together can let you back in, {hours, plural, =0 {without a wait} one {after # hour} other {after # hours}}. None of them can alone.',
  },
  noGuardians: {
    id: 'home.no-guardians',
    defaultMessage: 'Your organisation has named no guardians yet. Until it does, your own ways are the only ones.',
  },
});

/** What happened, by the kind of finding. */
export const findings = defineMessages({
  admitted: { id: 'finding.admitted', defaultMessage: 'Your organisation was admitted' },
  unit_added: { id: 'finding.unit-added', defaultMessage: 'A unit was added' },
  unit_purposes: { id: 'finding.unit-purposes', defaultMessage: 'What a unit works for changed' },
  member_added: { id: 'finding.member-added', defaultMessage: 'Somebody joined your organisation' },
  member_changed: { id: 'finding.member-changed', defaultMessage: 'What somebody in your organisation may do changed' },
  member_removed: { id: 'finding.member-removed', defaultMessage: 'Somebody left your organisation' },
  administrator: { id: 'finding.administrator', defaultMessage: 'Your organisation has another administrator' },
  administrator_removed: {
    id: 'finding.administrator-removed',
    defaultMessage: 'Somebody administers your organisation no longer',
  },
  roots_changed: { id: 'finding.roots', defaultMessage: 'The root keys of your organisation changed' },
  device_added: { id: 'finding.device-added', defaultMessage: 'Somebody in your organisation added a device' },
  new_device_of_mine: { id: 'finding.new-device', defaultMessage: 'A device was added to you' },
  device_revoked: { id: 'finding.device-revoked', defaultMessage: 'A device in your organisation was removed' },
  my_device_revoked: { id: 'finding.my-device-revoked', defaultMessage: 'A device of yours was removed' },
  epoch: { id: 'finding.epoch', defaultMessage: 'A unit of your organisation has a new key' },
  lockbox: { id: 'finding.lockbox', defaultMessage: 'A device was given the key of a unit' },
  suspended: { id: 'finding.suspended', defaultMessage: 'Somebody was suspended' },
  suspension_lifted: { id: 'finding.suspension-lifted', defaultMessage: 'A suspension ended' },
  recovery_key: { id: 'finding.recovery-key', defaultMessage: 'Your organisation named guardians' },
  recovery_lockbox: {
    id: 'finding.recovery-lockbox',
    defaultMessage: 'A key was put within the reach of the guardians',
  },
  recovery_started: { id: 'finding.recovery-started', defaultMessage: 'A guardian started a recovery' },
  recovery_approved: { id: 'finding.recovery-approved', defaultMessage: 'A guardian agreed to a recovery' },
  recovery_cancelled: { id: 'finding.recovery-cancelled', defaultMessage: 'A recovery was stopped' },
  recovery_completed: { id: 'finding.recovery-completed', defaultMessage: 'A recovery was completed' },
  other: { id: 'finding.other', defaultMessage: 'The directory of your organisation changed' },
});

import { VERIFIED_NEVER } from '../subject.js';

const HOURS_PER_DAY = 24;

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const ALL_HOURS = range(0, HOURS_PER_DAY);
const BY_DAY = range(6, 22);
const ALL_DAYS = range(1, 8);
const WEEKDAYS = range(1, 6);

/** What stewards may set, each out of a closed list. Days count from Monday, 1; hours are those of UTC. */
export const PARAMETERS = {
  'opening.hours': {
    words: 'When reports of others may be opened. A threat to life is never refused for the hour.',
    choices: [
      { name: 'always', words: 'at any time', values: { hours: ALL_HOURS, days: ALL_DAYS } },
      {
        name: 'weekdays_06_22_utc',
        words: 'Monday to Friday from 06:00 to 22:00 UTC',
        values: { hours: BY_DAY, days: WEEKDAYS },
      },
      {
        name: 'every_day_06_22_utc',
        words: 'every day from 06:00 to 22:00 UTC',
        values: { hours: BY_DAY, days: ALL_DAYS },
      },
    ],
    default: 'always',
  },
  'opening.verifiedWithin': {
    words:
      'Where the device has a passkey, how long ago the person may have been verified for its purpose when a report is opened.',
    choices: [
      { name: 'off', words: 'however long ago', values: { seconds: VERIFIED_NEVER } },
      { name: 'PT5M', words: 'at most 5 minutes ago', values: { seconds: 300 } },
      { name: 'PT15M', words: 'at most 15 minutes ago', values: { seconds: 900 } },
      { name: 'PT1H', words: 'at most 1 hour ago', values: { seconds: 3600 } },
    ],
    default: 'PT5M',
  },
  'opening.assurance': {
    words: 'How a session has to have begun for reports to be opened in it.',
    choices: [
      { name: 'any', words: 'in any way', values: { methods: ['device_key', 'passkey'] } },
      { name: 'passkey', words: 'with a passkey', values: { methods: ['passkey'] } },
    ],
    default: 'any',
  },
  'training.grace': {
    words: 'How long after the end of their training people may still open reports.',
    choices: [
      { name: 'P0D', words: 'not at all', values: { hours: 0 } },
      { name: 'P14D', words: '14 days', values: { hours: 336 } },
      { name: 'P30D', words: '30 days', values: { hours: 720 } },
    ],
    default: 'P0D',
  },
  'listing.aboveClearance': {
    words: 'What lists show people of reports that are marked above their clearance.',
    choices: [
      {
        name: 'masked',
        words: 'that there is one, its state, its marking and the hour, and no other label',
        values: { shown: true },
      },
      { name: 'hidden', words: 'nothing', values: { shown: false } },
    ],
    default: 'masked',
  },
  'names.shown': {
    words: 'Whether the people of a partner who could read a report are named.',
    choices: [
      { name: 'by_agreement', words: 'where the agreement allows it', values: { shown: true } },
      { name: 'never', words: 'never', values: { shown: false } },
    ],
    default: 'by_agreement',
  },
};

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { DIRECTORY_ERROR_CODES } from './directory-error.js';
import { EVENT_TYPES } from './event.js';
import * as limits from './limits.js';
import { STANDING_ACTS } from './standing.js';
import { MAX_NOTE_BYTES, NOTE_STEP_BYTES } from './vetting/sealed-note.js';
import { VET_KINDS } from './vetting/statement.js';

const FOLDER = resolve(__dirname, '../../../docs/reference');
const page = (name: string): string => readFileSync(resolve(FOLDER, `${name}.md`), 'utf8');
const PAGES = ['directory', 'agreement', 'vetting', 'invitation', 'policy-change'].map(page).join('\n');

/** What stands in the first cell of the rows of a page's tables. */
function rowsOf(name: string): string[] {
  return page(name)
    .split('\n')
    .map((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? '')
    .filter((cell) => cell !== '');
}

describe('the reference pages', () => {
  it('name every code of this library', () => {
    expect(DIRECTORY_ERROR_CODES.filter((code) => !PAGES.includes(`\`${code}\``))).toEqual([]);
  });

  it('describe every event, and none that does not exist', () => {
    const events = rowsOf('directory').filter((cell) => /^[A-Z]+_?[A-Z]+$/.test(cell) && !cell.startsWith('E_'));
    expect(new Set(events)).toEqual(new Set(EVENT_TYPES));
  });

  it('describe every vetting statement', () => {
    const kinds = rowsOf('vetting').filter((cell) => !cell.startsWith('E_'));
    expect(kinds).toEqual([...VET_KINDS]);
  });

  it('describe every act of a party', () => {
    expect(page('agreement')).toContain(`act               = ${STANDING_ACTS.map((act) => `"${act}"`).join(' | ')}`);
  });

  it.each([
    ['agreement', `at most ${limits.MAX_STANDING_BYTES} bytes`],
    ['agreement', `at most ${limits.MAX_STANDING_RECORD_BYTES.toLocaleString('en')} bytes`],
    ['vetting', `at most ${limits.MAX_VET_RECORD_BYTES / 1024} KiB`],
    ['vetting', `A round is 1 to ${limits.MAX_VET_ROUND.toLocaleString('en')}`],
    ['vetting', `A note is 1 to ${MAX_NOTE_BYTES.toLocaleString('en')} bytes`],
    ['vetting', `the next multiple of ${NOTE_STEP_BYTES.toLocaleString('en')} bytes`],
    ['vetting', `1 to ${limits.MAX_NAME_LENGTH} UTF-16 units`],
    ['policy-change', `at most ${limits.MAX_RULES_BYTES / 1024} KiB`],
    ['policy-change', `at most ${limits.MAX_RULES_RECORD_BYTES / 1024} KiB`],
    ['policy-change', `not older than ${limits.MAX_RULES_AGE_SECONDS / 86_400} days`],
    ['invitation', `at most ${limits.MAX_INVITE_BYTES / 1024} KiB`],
    ['invitation', `at most ${limits.MAX_INVITE_RECORD_BYTES / 1024} KiB`],
    ['invitation', `at most ${limits.MAX_JOIN_BYTES.toLocaleString('en')} bytes`],
    ['directory', `at most ${limits.MAX_RECORD_BYTES / 1024} KiB`],
  ])('say on the page %s what the limit is: %s', (name, words) => {
    expect(page(name)).toContain(words);
  });
});

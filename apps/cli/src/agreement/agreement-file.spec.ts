import { utf8 } from '@sealbridge/sodium';

import { agreementInput } from '../../../../test/support/agreement-input.js';
import { asFile, parseFile, secondsOf, timeText, writeFile } from './agreement-file.js';

const agreement = agreementInput({ start: Date.parse('2027-01-15T00:00:00Z') / 1000 });
const names = agreement.orgs.map((org, index) => ({ org, handle: `org-${index}`, name: `Organisation ${index}` }));
const file = asFile(agreement, names);
const yaml = writeFile(file);

describe('a file of terms', () => {
  it('is read as it was written, as YAML and as JSON', () => {
    expect(parseFile(utf8(yaml))).toEqual(file);
    expect(parseFile(utf8(JSON.stringify(file)))).toEqual(file);
  });

  it('names the parties by handle and times to the minute', () => {
    expect(file).toMatchObject({ between: ['org-0', 'org-1'], start: '2027-01-15T00:00Z' });
  });

  it.each([
    ['an unknown field', `${yaml}\nextra: 1`, 'the file has a field that is not known'],
    ['a missing field', yaml.replace(/^circle: .*$/mu, ''), 'circle is missing'],
    ['a code that is not in the list', yaml.replace('audit', 'gossip'), 'purposes is missing or holds something'],
    ['a marking that is none', yaml.replace(/^markingCeiling: .*$/mu, 'markingCeiling: PURPLE'), 'markingCeiling is'],
    ['one party', yaml.replace('  - org-1\n', ''), 'between is not a list of 2 handles'],
    ['a number that is none', yaml.replace(/^retentionMonths: .*$/mu, 'retentionMonths: soon'), 'retentionMonths is'],
    ['a time without a zone', yaml.replace(/^start: .*$/mu, 'start: 2027-01-15T00:00'), 'start is not a time in UTC'],
    ['a day that does not exist', yaml.replace(/^start: .*$/mu, 'start: 2027-13-45'), 'start is not a time in UTC'],
    ['a day its month does not have', yaml.replace(/^end: .*$/mu, 'end: 2027-02-30'), 'end is not a time in UTC'],
    ['a list', '- circle', 'the file is not YAML'],
    ['no YAML', 'a: [', 'the file is not YAML'],
    ['an alias', 'a: &x 1\nb: *x', 'the file is not YAML'],
    ['a field twice', `${yaml}\ncircle: other`, 'the file is not YAML'],
  ])('is refused with %s, by name and without quoting it', (_what, text, message) => {
    expect(() => parseFile(utf8(text))).toThrow(
      expect.objectContaining({ exit: 2, code: 'E_AGREEMENT_FILE' }) as Error,
    );
    expect(() => parseFile(utf8(text))).toThrow(message);
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => parseFile(Uint8Array.of(0xff, 0xfe))).toThrow('not YAML');
  });
});

describe('times of the file', () => {
  it('come back as they went, seconds included', () => {
    for (const seconds of [0, 60, 59, 1_800_000_001]) expect(secondsOf(timeText(seconds))).toBe(seconds);
  });

  it('are none for a day or an hour that does not exist: an end is for good, and must not slip to another day', () => {
    for (const time of ['2027-02-29', '2027-02-31T00:00Z', '2027-04-31T18:00Z', '2027-01-31T24:00Z']) {
      expect(secondsOf(time)).toBeNull();
    }
    expect(secondsOf('2028-02-29')).not.toBeNull();
  });

  it('are the first minute of a day that stands alone', () => {
    expect(secondsOf('2027-01-15')).toBe(secondsOf('2027-01-15T00:00Z'));
  });
});

import { readPersonName, readTrainingMonth, trainingDay } from './attributes.js';

describe('the name of a person', () => {
  it.each([
    ['Ada Example', 'Ada Example'],
    ['  Ada Example ', 'Ada Example'],
    ['Jose\u0301', 'Jos\u00e9'],
    ['\u0639\u0644\u064a \u062d\u0633\u0646', '\u0639\u0644\u064a \u062d\u0633\u0646'],
    [
      '\u0646\u06cc\u0645\u200c\u0641\u0627\u0635\u0644\u0647',
      '\u0646\u06cc\u0645\u200c\u0641\u0627\u0635\u0644\u0647',
    ],
    ['x'.repeat(200), 'x'.repeat(200)],
  ])('%j is kept as %j', (text, name) => {
    expect(readPersonName(text)).toBe(name);
  });

  it.each([
    ['nothing', ' '],
    ['two lines', 'Ada\nExample'],
    ['a sequence for the terminal', 'Ada\u001b[31m'],
    ['a mark that turns the direction of writing', 'Ada \u202Eelpmaxe'],
    ['half a character', 'Ada \ud800'],
    ['more than a name can be', 'x'.repeat(201)],
  ])('is refused when it is %s', (_what, text) => {
    expect(() => readPersonName(text)).toThrow(expect.objectContaining({ code: 'E_USAGE', exit: 2 }) as Error);
  });
});

describe('the month of a training', () => {
  it('counts through its last day', () => {
    expect(trainingDay(readTrainingMonth('2027-06'))).toBe('2027-06-30');
    expect(trainingDay(readTrainingMonth('2028-02'))).toBe('2028-02-29');
    expect(trainingDay(readTrainingMonth('2027-12'))).toBe('2027-12-31');
  });
});

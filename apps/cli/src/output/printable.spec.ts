import { stdoutOutput } from './output.js';
import { oneLine, printable, printableJson } from './printable.js';
import { table } from './table.js';

const HOSTILE = ['\u001b[2J', '\u009b31m', '\u202etxt.exe', '\u2066x', '\u007f', '\u0000', '\r'];

describe('what others wrote, on a terminal', () => {
  it.each(HOSTILE)('loses what a terminal would obey: %j', (text) => {
    expect(printable(`a${text}b`)).toMatch(/^a\ufffd[^\p{Cc}\u202a-\u202e\u2066-\u2069]*b$/u);
    expect(oneLine(`a${text}b`)).toMatch(/^a [^\p{Cc}\u202a-\u202e\u2066-\u2069]*b$/u);
  });

  it('keeps lines and tabs of a text, and makes one line of a line', () => {
    expect(printable('a\n\tb')).toBe('a\n\tb');
    expect(oneLine('a\n\tb')).toBe('a b');
  });

  it('is the same JSON, without anything a terminal would obey', () => {
    const value = { text: HOSTILE.join('|') };
    const json = printableJson(JSON.stringify(value));
    expect(JSON.parse(json)).toEqual(value);
    expect(json).toMatch(/^[\x20-\x7e]+$/);
  });

  it('cannot add a row to a table', () => {
    expect(table([['unit'], ['harbour\nnorthgate']]).split('\n')).toEqual(['unit', 'harbour northgate']);
  });

  it('does not reach standard output, as text or as JSON', () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    stdoutOutput(true).result({ text: '\u009b31m' }, () => '');
    stdoutOutput(false).result({}, () => 'a\u001b[2J\nb');
    write.mockRestore();
    expect(written).toEqual(['{\n  "text": "\\u009b31m"\n}\n', 'a\ufffd[2J\nb\n']);
  });
});

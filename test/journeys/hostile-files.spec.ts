// Whatever bytes are given as a report or as decisions, the answer is a named failure: never a crash, a stack or half a result.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { failure, type ReportOnDisk, writeReport } from '../support/commands.js';
import { runHere } from '../support/in-process.js';
import { fixturesDir } from '../support/outside-data.js';

const USAGE = 2;

jest.setTimeout(120_000);

let folder: string;
let good: ReportOnDisk;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealbridge-hostile-'));
  good = writeReport(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const path = join(folder, 'hostile');
  writeFileSync(path, content);
  return path;
}

it('the report that the others are made from is accepted', async () => {
  expect(await runHere(['report', 'check', good.report, '--decisions', good.decisions])).toMatchObject({
    exit: 0,
    stderr: '',
  });
});

const fixtures = fixturesDir();
const files = fixtures === null ? [] : suiteFiles(join(fixtures, 'hostile-input', 'json-test-suite'));
const describeSuite = fixtures === null ? describe.skip : describe;

function suiteFiles(suite: string): string[] {
  return ['test_parsing', 'test_transform'].flatMap((name) =>
    readdirSync(join(suite, name)).map((entry) => join(suite, name, entry)),
  );
}

describeSuite('every file of the JSON parsing test suite (SEALBRIDGE_FIXTURES)', () => {
  it('there are hundreds of them', () => expect(files.length).toBeGreaterThan(300));

  it.each([
    ['report', (path: string) => ['report', 'check', path, '--json']],
    ['decisions file', (path: string) => ['report', 'check', good.report, '--decisions', path, '--json']],
    ['report to be redacted', (path: string) => ['report', 'redact', path, '--decisions', good.decisions]],
  ])('is refused by name as a %s', async (_, argumentsFor) => {
    const faults: string[] = [];
    for (const path of files) {
      const result = await runHere(argumentsFor(path));
      try {
        if (failure(result).exit !== USAGE) faults.push(`${path}: exit ${String(result.exit)}`);
      } catch (error) {
        faults.push(`${path}: ${String(error)}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('bytes that are made to hurt', () => {
  const DEEP = 10_000;
  const text = (): string => readFileSync(good.report, 'utf8');
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x]',
    ...Array.from({ length: 9 }, (_, n) => {
      const [name, before] = ['bcdefghij'.charAt(n), 'abcdefghij'.charAt(n)];
      return `${name}: &${name} [${Array.from({ length: 8 }, () => `*${before}`).join(', ')}]`;
    }),
  ].join('\n');

  it.each<[string, string, () => string | Buffer]>([
    ['lists 10,000 deep', 'E_TOO_DEEP', () => '['.repeat(DEEP) + ']'.repeat(DEEP)],
    ['objects 10,000 deep', 'E_TOO_DEEP', () => '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)],
    ['YAML 10,000 deep', 'E_TOO_DEEP', () => Array.from({ length: 1_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
    ['an alias bomb', 'E_SYNTAX', () => bomb],
    ['an alias of itself', 'E_SYNTAX', () => 'a: &a [*a]'],
    ['a tag', 'E_SYNTAX', () => `!!js/function ${text()}`],
    ['a merge key', 'E_KEY', () => 'a: {b: 1}\n<<: {c: 2}'],
    ['two documents', 'E_SYNTAX', () => 'a: 1\n---\nb: 2\n'],
    ['a key twice', 'E_SYNTAX', () => 'lang: en\nlang: es\n'],
    ['UTF-16', 'E_ENCODING', () => Buffer.from(`\ufeff${text()}`, 'utf16le')],
    ['UTF-16 without a mark', 'E_ENCODING', () => Buffer.from(text(), 'utf16le')],
    ['Latin 1', 'E_ENCODING', () => Buffer.from(text().replace('Crew', 'Cr\u00e9w'), 'latin1')],
    [
      'bytes that no encoding has',
      'E_ENCODING',
      () => Buffer.concat([Buffer.from(text()), Buffer.from([0xc3, 0x28, 0xff])]),
    ],
    ['a null byte', 'E_ENCODING', () => `${text()}\0`],
    ['nothing at all', 'E_', () => ''],
    ['half a character', 'E_SURROGATE', () => text().replace('Crew', '\\ud83d')],
    ['text that turns the reading direction', 'E_BIDI', () => text().replace('Crew', 'Cr\u202eew')],
    ['marks of direction in the title', 'E_BIDI', () => text().replace('Farm', 'F\u200farm')],
    ['a control character', 'E_CONTROL', () => text().replace('Crew', 'Cr\\u001bew')],
    ['text that nobody sees', 'E_INVISIBLE', () => text().replace('Crew', 'Cr\u{e0041}ew')],
    ['more than 8 MiB', 'E_FILE_SIZE', () => Buffer.alloc(8 * 1024 * 1024 + 1, 0x20)],
  ])('%s are refused by name', async (_, code, content) => {
    const result = await runHere(['report', 'check', file(content())]);
    expect(failure(result)).toEqual({ exit: USAGE, code: expect.stringContaining(code) as string });
  });

  it('a folder and a file that is not there are refused by name', async () => {
    for (const path of [folder, join(folder, 'not-there')]) {
      expect(failure(await runHere(['report', 'check', path]))).toEqual({ exit: USAGE, code: 'E_FILE' });
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { main } from '../main.js';

const CARD = {
  palermo: 'unknown',
  exploitation: ['ForcedLabour'],
  controls: 'unknown',
  recruitment: 'unknown',
  route: 'unknown',
  period: 'unknown',
  cohort: 'unknown',
};
const REPORT = {
  lang: 'en',
  title: 'A title',
  statements: [{ text: 'Call +447700900123.\nSecond line.', kind: 'fact' }],
  identifiers: [{ kind: 'phone', value: '+447700900123' }],
  card: CARD,
  tlp: 'AMBER',
  urgency: 'routine',
  reporterClass: 'staff_observation',
  contactWish: 'via_ngo_only',
};
const DECISIONS = {
  version: 1,
  linesRead: 'all',
  attest: 'A. Reader',
  decisions: [{ statement: 1, text: '+447700900123', outcome: 'seal', kind: 'phone' }],
  combination: { answered: true },
  closing: ['no', 'no', 'no'],
};

describe('the commands on a report file', () => {
  let folder: string;
  let stdout: string;
  let stderr: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-report-'));
    stdout = stderr = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => (stdout += String(text)) !== '');
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => (stderr += String(text)) !== '');
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  function file(name: string, content: unknown): string {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  async function run(...args: string[]): Promise<number> {
    process.exitCode = undefined;
    const exit = await main(args);
    process.exitCode = undefined;
    return exit;
  }

  it('print the schema as JSON', async () => {
    expect(await run('report', 'schema')).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  });

  it('list findings and end with 9 while the gate is shut', async () => {
    expect(await run('report', 'check', file('r.json', REPORT), '--json')).toBe(9);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [expect.objectContaining({ statement: 1, class: 'phone', text: '+447700900123' })],
      open: 1,
      linesUnread: 2,
      card: { problems: [] },
    });
    expect(stderr).toBe('');
  });

  it('end with 0 when the decisions open the gate', async () => {
    expect(
      await run('report', 'check', file('r.json', REPORT), '--decisions', file('d.json', DECISIONS), '--json'),
    ).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ open: 0, linesUnread: 0 });
  });

  it('propose decisions that leave reading, combination and closing to the person', async () => {
    expect(await run('report', 'check', file('r.json', REPORT), '--propose', '--json')).toBe(0);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['version', 'decisions']);
  });

  it('print the report as its readers will get it', async () => {
    const decisions = file('d.json', DECISIONS);
    expect(await run('--json', 'report', 'redact', file('r.json', REPORT), '--decisions', decisions)).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      statements: [{ text: 'Call [identifier 1].\nSecond line.', kind: 'fact' }],
      identifiers: [{ kind: 'phone', value: '+447700900123' }],
    });
  });

  it('refuse to redact while the gate is shut, with 9 and nothing on stdout', async () => {
    const decisions = file('d.json', { ...DECISIONS, decisions: [] });
    expect(await run('report', 'redact', file('r.json', REPORT), '--decisions', decisions)).toBe(9);
    expect([stdout, stderr.includes('code: E_GATE')]).toEqual(['', true]);
  });

  it.each([
    ['an unknown code', { ...REPORT, tlp: 'PURPLE' }],
    ['an unknown field', { ...REPORT, victimName: 'x' }],
    ['no title', { ...REPORT, title: undefined }],
    ['a statement over its limit', { ...REPORT, statements: [{ text: 'a'.repeat(64 * 1024 + 1), kind: 'fact' }] }],
    [
      'too many statements',
      { ...REPORT, statements: Array.from({ length: 201 }, () => ({ text: 'a', kind: 'fact' })) },
    ],
    ['deep nesting', `${'['.repeat(2000)}${']'.repeat(2000)}`],
    ['aliases that grow', 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n'],
    ['no text', Buffer.from([0xff, 0xfe, 0x00]).toString('latin1')],
  ])('end with 2 and a named error on stderr for %s', async (_, content) => {
    expect(await run('report', 'check', file('r.yaml', content))).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: [^\n]+\n(hint: [^\n]+\n)?code: E_[A-Z_]+\n$/);
  });

  it.each([
    ['report'],
    ['report', 'nothing'],
    ['report', 'check'],
    ['report', 'check', 'a', '--unknown'],
    ['report', 'check', '/nowhere'],
  ])('end with 2 for the line %j', async (...args) => {
    expect(await run(...args)).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/code: E_/);
  });
});

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const MADE = ['libs/policy/policy.json', 'libs/policy/policy.schema.json', 'docs/reference/policy.md'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealbridge-policy-'));
  for (const path of MADE) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const check = () =>
  spawnSync(process.execPath, [join(ROOT, 'test/support/policy.mjs'), '--check', '--against', folder], {
    encoding: 'utf8',
  });

it('names each of the files made from the rules that says something else, and no other', () => {
  const [, schema = '', page = ''] = MADE;
  for (const path of [schema, page]) {
    const text = readFileSync(join(folder, path), 'utf8');
    writeFileSync(join(folder, path), text.replace('report.open', 'report.opens'));
  }
  const { status, stderr } = check();
  expect(status).toBe(1);
  const named = MADE.filter((path) => stderr.includes(`${path} is not what the rules say`));
  expect(named).toEqual([schema, page]);
}, 60_000);

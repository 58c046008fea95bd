// The lint configuration turns red. Each planted line stands in a file whose path decides which rules hold there.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, ROOT } from '../support/repository.js';
import planted from './lint/planted.json' with { type: 'json' };

interface Finding {
  readonly rule: string;
  readonly line: number;
}

interface Planted {
  readonly path: string;
  readonly lines: readonly (readonly [source: string, rule: string | null])[];
}

const files = planted as unknown as readonly Planted[];
const cases = files.flatMap(({ path, lines }, file) =>
  lines.map(([source, rule], index) => ({ path, source, rule, file, line: index + 1 })),
);

describe('the lint configuration', () => {
  let results: Finding[][];
  beforeAll(() => {
    const input = JSON.stringify(
      files.map(({ path, lines }) => ({ path, text: lines.map(([source]) => source).join('\n') + '\n' })),
    );
    const script = join(ROOT, 'test/architecture/lint/plant.mjs');
    // with CI=true typescript-eslint reads files from the disk once, and would not see what is planted
    const env = { ...process.env, TSESTREE_SINGLE_RUN: 'false' };
    const run = spawnSync(pinnedNode(), [script], { cwd: ROOT, encoding: 'utf8', input, env });
    if (run.status !== 0) throw new Error(run.stderr);
    results = JSON.parse(run.stdout) as Finding[][];
  }, 120_000);

  const rulesAt = (file: number, line: number): string[] =>
    (results[file] ?? []).filter((finding) => finding.line === line).map((finding) => finding.rule);

  it.each(cases.filter(({ rule }) => rule !== null))('refuses in $path: $source', ({ file, line, rule }) => {
    expect(rulesAt(file, line)).toContain(rule);
  });

  it.each(cases.filter(({ rule }) => rule === null))('allows in $path: $source', ({ file, line }) => {
    expect(rulesAt(file, line)).toEqual([]);
  });
});

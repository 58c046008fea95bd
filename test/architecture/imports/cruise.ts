// Runs dependency-cruiser as a process of its own, because it is an ES module that asks for a newer Node than the suite does.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, ROOT } from '../../support/repository.js';

/** One broken rule: who imports what. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** How many modules were read, and what they break. */
export interface Cruise {
  readonly modules: readonly string[];
  readonly violations: readonly Violation[];
}

interface CruiseReport {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly { rule: { name: string }; from: string; to: string }[] };
}

/** Cruises `apps` and `libs` of a tree by the rules of this project. */
export function cruise(tree: string): Cruise {
  const bin = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(ROOT, 'test/architecture/imports/rules.mjs');
  const run = spawnSync(pinnedNode(), [bin, '--config', config, '--output-type', 'json', 'libs', 'apps'], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.stdout === '') throw new Error(`dependency-cruiser said nothing: ${run.stderr}`);
  const report = JSON.parse(run.stdout) as CruiseReport;
  return {
    modules: report.modules.map((module) => module.source),
    violations: report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

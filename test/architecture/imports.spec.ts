// Who may import whom. The rules are run over the product and over a planted tree in which almost every edge is a fault.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { manifestOf, ROOT, trackedFiles, workspaces } from '../support/repository.js';
import { cruise, type Cruise } from './imports/cruise.js';
import planted from './imports/planted.json' with { type: 'json' };
import { IMPORT_TABLE } from './imports/table.mjs';

const SOURCE = /^(?:apps|libs)\/[^/]+\/src\/.+\.tsx?$/;

interface Edge {
  readonly description: string;
  readonly file: string;
  readonly imports: string;
  readonly typeOnly?: boolean;
  readonly dynamic?: boolean;
  readonly breaks: string | null;
}

describe('the product', () => {
  const product = cruise(ROOT);

  it('breaks no import rule', () => {
    expect(product.violations).toEqual([]);
  });

  it('was read whole: every source file is a module of the cruise', () => {
    const sources = trackedFiles().filter((path) => SOURCE.test(path));
    expect(sources.length).toBeGreaterThan(workspaces().length);
    expect(sources.filter((path) => !product.modules.includes(path))).toEqual([]);
  });
});

describe('the import table', () => {
  it('has a row for every workspace', () => {
    expect(workspaces().sort()).toEqual(Object.keys(IMPORT_TABLE).sort());
  });

  it.each(workspaces())('allows %s at least what its package.json declares', (folder) => {
    const row = IMPORT_TABLE[folder];
    const allowed = [...(row?.workspace ?? []).map((lib) => `@sealbridge/${lib}`), ...(row?.packages ?? [])];
    expect(Object.keys(manifestOf(folder).dependencies ?? {}).filter((name) => !allowed.includes(name))).toEqual([]);
  });
});

describe('a planted tree', () => {
  const edges: readonly Edge[] = planted.edges;
  let tree: string;
  let result: Cruise;

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'sealbridge-planted-'));
    plantWorkspaces(tree);
    for (const target of planted.targets) write(tree, target, 'export const target = 1;\n');
    for (const edge of edges) write(tree, edge.file, sourceOf(edge));
    result = cruise(tree);
  });
  afterAll(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  it.each(edges.filter((edge) => edge.breaks !== null))('turns red: $description', ({ file, breaks }) => {
    expect(rulesBrokenBy(result, file)).toContain(breaks);
  });

  it.each(edges.filter((edge) => edge.breaks === null))('stays green: $description', ({ file }) => {
    expect(rulesBrokenBy(result, file)).toEqual([]);
  });

  it('proves every kind of rule that has no path of its own', () => {
    const proven = new Set(edges.map((edge) => edge.breaks?.split(':')[0]));
    expect([...proven].filter(Boolean).sort()).toEqual(
      ['api', 'no-app-to-app', 'no-cycles', 'no-deep-imports', 'no-unresolved', 'product-imports-no-test']
        .concat(['specs-reach-no-closed-lib', 'table'])
        .sort(),
    );
  });
});

function plantWorkspaces(tree: string): void {
  for (const folder of workspaces()) {
    write(tree, `${folder}/src/index.ts`, 'export const target = 1;\n');
    cpSync(join(ROOT, folder, 'package.json'), join(tree, folder, 'package.json'));
    if (folder.startsWith('libs/')) link(tree, join(tree, folder), manifestOf(folder).name);
  }
  for (const name of ['libsodium-wrappers-sumo', 'typeorm', 'pg', 'yaml'])
    link(tree, join(ROOT, 'node_modules', name), name);
}

function link(tree: string, target: string, name: string): void {
  const path = join(tree, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

function sourceOf({ imports, typeOnly, dynamic }: Edge): string {
  if (dynamic === true) return `export const target = await import('${imports}');\n`;
  return typeOnly === true ? `export type * from '${imports}';\n` : `export * from '${imports}';\n`;
}

function write(tree: string, path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function rulesBrokenBy(result: Cruise, file: string): string[] {
  return result.violations.filter((violation) => violation.from === file).map((violation) => violation.rule);
}

// A workspace is described twice, to npm and to the compiler; both must tell the same, or a build order is luck.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { manifestOf, ROOT, workspaces, type Manifest } from '../support/repository.js';

interface Project {
  readonly extends?: string;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly references?: readonly { readonly path: string }[];
}

function projectOf(folder: string, name = 'tsconfig.json'): Project {
  const file = join(ROOT, folder, name);
  const parsed = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
  if (parsed.error) throw new Error(`${file} cannot be read`);
  return parsed.config as Project;
}

/** What differs between the libs a package.json declares and the projects a tsconfig.json refers to. */
function differences(manifest: Manifest, project: Project): string[] {
  const declared = Object.keys(manifest.dependencies ?? {})
    .filter((name) => name.startsWith('@sealbridge/'))
    .map((name) => name.slice('@sealbridge/'.length));
  const referred = (project.references ?? []).map(({ path }) => path.split('/').at(-1) ?? '');
  return [
    ...declared.filter((lib) => !referred.includes(lib)).map((lib) => `${lib} is declared and not referred to`),
    ...referred.filter((lib) => !declared.includes(lib)).map((lib) => `${lib} is referred to and not declared`),
  ];
}

const STRICT = [
  'strict',
  'noUncheckedIndexedAccess',
  'exactOptionalPropertyTypes',
  'noImplicitOverride',
  'noImplicitReturns',
  'noFallthroughCasesInSwitch',
  'noPropertyAccessFromIndexSignature',
  'noUnusedLocals',
  'noUnusedParameters',
  'verbatimModuleSyntax',
  'isolatedModules',
] as const;

/** Strict options that a configuration does not switch on, or that one built on it switches off. */
function loosened(base: Project, derived: readonly Project[]): string[] {
  return STRICT.filter(
    (option) =>
      base.compilerOptions?.[option] !== true || derived.some((project) => project.compilerOptions?.[option] === false),
  );
}

describe('the strict base', () => {
  const base = projectOf('.', 'tsconfig.base.json');

  it('keeps every strict option on, and nothing built on it switches one off', () => {
    expect(loosened(base, [...workspaces().map((folder) => projectOf(folder)), projectOf('test')])).toEqual([]);
  });

  it('turns red when an option is left out of the base or switched off above it', () => {
    const { strict: _strict, ...rest } = base.compilerOptions ?? {};
    expect(loosened({ compilerOptions: rest }, [])).toEqual(['strict']);
    expect(loosened(base, [{ compilerOptions: { noUnusedLocals: false } }])).toEqual(['noUnusedLocals']);
  });
});

describe('tsconfig references and package.json', () => {
  it.each(workspaces())('agree in %s', (folder) => {
    expect(differences(manifestOf(folder), projectOf(folder))).toEqual([]);
  });

  it.each(workspaces())('carry the strict base in %s', (folder) => {
    const file = join(ROOT, folder, 'tsconfig.json');
    const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8')) as {
      config: { extends?: string };
    };
    expect(config.extends).toBe('../../tsconfig.base.json');
  });

  it('turn red when a lib is declared and not referred to, and the other way round', () => {
    const manifest = { name: 'x', dependencies: { '@sealbridge/sodium': '0.1.0' } };
    expect(differences(manifest, { references: [] })).toEqual(['sodium is declared and not referred to']);
    expect(differences({ name: 'x' }, { references: [{ path: '../sodium' }] })).toHaveLength(1);
  });
});

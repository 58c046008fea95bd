// Type-aware lint for every TypeScript file, specs included, over one program (test/tsconfig.json); plain rules for .mjs.
// Rules of our own and the planted faults that prove them: test/architecture/lint/ and test/architecture/lint.spec.ts.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, globalIgnores } from 'eslint/config';
import { importX, createNodeResolver } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { sealbridge } from './test/architecture/lint/rules.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const SPECS = ['**/*.spec.ts', 'test/**/*.ts'];
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 60;

const closedDoors = [
  {
    selector: 'ImportExpression[source.type!="Literal"]',
    message: 'import() takes a literal, so that import rules can see it',
  },
  {
    selector: 'CallExpression[callee.name="require"][arguments.0.type!="Literal"]',
    message: 'require() takes a literal, so that import rules can see it',
  },
  {
    selector: 'CallExpression[callee.property.name="can"][arguments.length=2][arguments.1.type="Literal"]',
    message: 'ask about a resource, not about its type: a type-level check is true when any rule exists',
  },
];
const rowDoors = [
  {
    selector: 'CallExpression[callee.property.name=/^(getRepository|createQueryBuilder|getTreeRepository)$/]',
    message: 'rows are reached through a *.repository.ts, which takes a Permit',
  },
];
const noLibsodium = {
  group: ['libsodium*'],
  message: 'import @sealbridge/sodium: one copy, ready once, errors that throw',
};
const noBareNotes = {
  group: ['@sealbridge/sodium'],
  importNames: ['signNoteText', 'verifyNoteText'],
  message: 'signs bytes without a domain; only C2SP notes need that, in libs/transparency and apps/witness',
};

const onlyTheProofOfRedaction = {
  group: ['@sealbridge/redaction'],
  importNamePattern: '^(?!isRedactedReport$)',
  allowTypeImports: true,
  message: 'sealing asks whether a report was redacted, and takes nothing else of redaction but types',
};

/** A workspace may import what its own package.json declares; its specs also what the root declares. */
function declaredImports(folder) {
  const rule = (options) => ({
    'import-x/no-extraneous-dependencies': ['error', { includeInternal: true, includeTypes: true, ...options }],
  });
  return [
    { files: [`${folder}/**/*.{ts,tsx}`], rules: rule({ packageDir: root + folder, devDependencies: false }) },
    { files: [`${folder}/**/*.spec.ts`], rules: rule({ packageDir: [root + folder, root] }) },
  ];
}

const workspaces = ['libs', 'apps'].flatMap((parent) =>
  readdirSync(root + parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`),
);

export default defineConfig([
  globalIgnores(['**/dist/', '**/node_modules/', '.cache/', '.sealbridge/', 'coverage/', '**/*.gen.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, plugins: { sealbridge, 'import-x': importX } },
  {
    rules: {
      'sealbridge/described-disable': 'error',
      eqeqeq: ['error', 'always'],
      'no-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './test/tsconfig.json', tsconfigRootDir: root } },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({
          conditionNames: ['@sealbridge/source', 'types', 'import', 'default'],
          extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
        }),
      ],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      // `return check(x)` in a switch of checks reads better than two statements.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // GraphQL and entity classes are metadata for their frameworks; their shapes are filled from literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...closedDoors, ...rowDoors],
      'no-restricted-imports': ['error', { patterns: [noLibsodium, noBareNotes] }],
      'sealbridge/bytes-equal': 'error',
      'max-lines': ['error', { max: MAX_FILE_LINES }],
      'max-lines-per-function': ['error', { max: MAX_FUNCTION_LINES, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.{ts,tsx}'], rules: { 'sealbridge/documented-export': 'error' } },
  { files: ['libs/sodium/src/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['apps/web/src/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  {
    files: ['libs/transparency/src/**/*.ts', 'apps/witness/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noLibsodium] }] },
  },
  {
    files: ['libs/sealing/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [onlyTheProofOfRedaction] }] },
  },
  {
    files: ['apps/api/src/**/*.repository.ts', 'apps/api/src/platform/database/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...closedDoors] },
  },
  ...workspaces.flatMap(declaredImports),
  {
    files: SPECS,
    rules: {
      'max-lines-per-function': 'off',
      'sealbridge/documented-export': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    rules: {
      'no-unused-vars': 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      'no-redeclare': 'error',
      'no-unreachable': 'error',
      'max-lines': ['error', { max: MAX_FILE_LINES }],
    },
  },
  { files: ['apps/**/*.mjs', 'libs/**/*.mjs'], rules: { 'no-restricted-syntax': ['error', ...closedDoors] } },
]);

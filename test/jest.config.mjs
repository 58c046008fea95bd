// One configuration, four projects. The mode (CommonJS transform by swc, node_modules included) is explained in
// docs/decisions/0002-jest-transform.md.
import { fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('..', import.meta.url));

const ts = [
  '@swc/jest',
  {
    swcrc: false,
    jsc: {
      target: 'es2023',
      keepClassNames: true,
      parser: { syntax: 'typescript', tsx: false, decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs' },
    sourceMaps: true,
  },
];
const js = [
  '@swc/jest',
  {
    swcrc: false,
    isModule: 'unknown',
    jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
    module: { type: 'commonjs' },
  },
];

const base = {
  rootDir,
  testEnvironment: 'node',
  cacheDirectory: `${rootDir}/node_modules/.cache/jest`,
  transform: { '^.+\\.ts$': ts, '^.+\\.m?js$': js },
  transformIgnorePatterns: [],
  setupFiles: ['reflect-metadata'],
  // cborg exports only under the condition `import`, which this mode does not set.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '^cborg$': `${rootDir}/node_modules/cborg/cborg.js` },
  testEnvironmentOptions: {
    customExportConditions: ['@sealbridge/source', 'node', 'node-addons', 'require', 'default'],
  },
  modulePathIgnorePatterns: ['<rootDir>/(apps|libs)/[^/]+/dist/'],
};
const database = {
  globalSetup: '<rootDir>/test/support/postgres.mjs',
  globalTeardown: '<rootDir>/test/support/postgres-stop.mjs',
};

export default {
  rootDir,
  maxWorkers: 2,
  workerIdleMemoryLimit: '600MB',
  // for all projects, a project has none of its own: a hang is found, and a busy machine is not taken for one
  testTimeout: 120_000,
  projects: [
    {
      ...base,
      ...database,
      displayName: 'unit',
      testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/*.spec.ts'],
    },
    { ...base, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'] },
    {
      ...base,
      globalSetup: '<rootDir>/test/support/e2e.mjs',
      globalTeardown: '<rootDir>/test/support/e2e-stop.mjs',
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/journeys/**/*.spec.ts', '<rootDir>/test/faults/**/*.spec.ts'],
    },
    { ...base, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
  ],
};

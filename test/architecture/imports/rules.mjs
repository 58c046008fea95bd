// dependency-cruiser rules made from the import table. They see type-only imports too (tsPreCompilationDeps).
import { FEATURES, IMPORT_TABLE } from './table.mjs';

const SPEC = '\\.spec\\.ts$';
const API = '^apps/api/src/';
const FEATURE = `${API}(?:${FEATURES.join('|')})/`;
const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const packagePath = (name) => `node_modules/${escape(name)}/`;

/** What leaves a workspace goes only to a row's libs, by their one index.ts, or to its listed packages. */
function tableRule([from, { workspace, packages }]) {
  const nodeAllowed = from.startsWith('apps/');
  return {
    name: `table:${from}`,
    severity: 'error',
    from: { path: `^${escape(from)}/src/`, pathNot: SPEC },
    to: {
      ...(nodeAllowed ? { dependencyTypesNot: ['core'] } : {}),
      pathNot: [
        `^${escape(from)}/`,
        ...workspace.map((lib) => `^libs/${escape(lib)}/src/index\\.ts$`),
        ...packages.map(packagePath),
      ],
    },
  };
}

const perFile = (name, from, to) => ({ name, severity: 'error', from: { pathNot: SPEC, ...from }, to });

/** Inside apps/api: one direction, resolver → access, service → repository → entity; features meet through services. */
const apiRules = [
  perFile('api:resolver', { path: `${API}.+\\.resolver\\.ts$` }, { path: `${API}.+\\.(?:repository|entity)\\.ts$` }),
  perFile('api:service', { path: `${API}.+\\.service\\.ts$` }, { path: `${API}.+\\.(?:resolver|entity)\\.ts$` }),
  perFile(
    'api:repository',
    { path: `${API}.+\\.repository\\.ts$` },
    { path: `${API}.+\\.(?:resolver|service|controller)\\.ts$` },
  ),
  perFile(
    'api:entity',
    { path: `${API}.+\\.entity\\.ts$` },
    { path: API, pathNot: [`${API}.+\\.entity\\.ts$`, `${API}platform/database/`] },
  ),
  perFile('api:below-features', { path: `${API}(?:access|audit|platform)/` }, { path: FEATURE }),
  perFile('api:platform-below-all', { path: `${API}platform/` }, { path: `${API}(?:access|audit)/` }),
  perFile(
    'api:audit-below-access',
    { path: `${API}audit/`, pathNot: [SPEC, '\\.(?:resolver|controller|service|repository|module)\\.ts$'] },
    { path: `${API}access/` },
  ),
  perFile(
    'api:access-through-audit-and-policy',
    { path: `${API}access/` },
    { path: API, pathNot: `${API}(?:access|audit|platform)/` },
  ),
  ...FEATURES.map((feature) =>
    perFile(
      `api:features-meet-through-services:${feature}`,
      { path: `${API}${feature}/` },
      { path: FEATURE, pathNot: [`${API}${feature}/`, '\\.(?:service|module|types)\\.ts$'] },
    ),
  ),
  perFile(
    'api:typeorm',
    {
      path: API,
      pathNot: [SPEC, '\\.(?:repository|entity|module)\\.ts$', `${API}platform/database/`, '/migrations/'],
    },
    { path: packagePath('typeorm') },
  ),
  perFile('api:pg', { path: API, pathNot: [SPEC, `${API}platform/database/`] }, { path: packagePath('pg') }),
];

const everywhere = [
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '/dist/' } },
  {
    name: 'no-deep-imports',
    severity: 'error',
    from: { path: '^(libs|apps)/([^/]+)/' },
    to: { path: '^(libs|apps)/[^/]+/', pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$'] },
  },
  {
    name: 'specs-reach-no-closed-lib',
    severity: 'error',
    from: { path: API },
    to: { path: '^libs/(?:sealing|opening|keyring)/' },
  },
  {
    name: 'no-app-to-app',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'product-imports-no-test',
    severity: 'error',
    from: { path: '^(libs|apps)/', pathNot: SPEC },
    to: { path: '^test/' },
  },
];

export default {
  forbidden: [...Object.entries(IMPORT_TABLE).map(tableRule), ...apiRules, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(apps|libs)/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@sealbridge/source', 'import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};

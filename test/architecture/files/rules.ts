// Where files may lie and how long they may be, as pure functions over a list of paths.

/** Everything the root may hold, and must. */
export const TOP_LEVEL = [
  '.ci',
  '.gitignore',
  '.npmrc',
  '.prettierignore',
  'LICENSE',
  'README.md',
  'apps',
  'docker-compose.yml',
  'docs',
  'eslint.config.mjs',
  'libs',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'test',
  'tsconfig.base.json',
] as const;

const NAMELESS_FOLDERS = /(?:^|\/)(?:utils?|common|shared|helpers?|misc|core)\//;
const GENERATED = /\.gen\.ts$/;
const SOURCE = /^(?:apps|libs|test)\/.+\.(?:ts|tsx|mjs)$/;
const MAX_LINES = 400;

/** Top-level entries that may not be there, or are missing. */
export function topLevelFaults(paths: readonly string[]): string[] {
  const entries = [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
  const allowed: readonly string[] = TOP_LEVEL;
  return [
    ...entries.filter((entry) => !allowed.includes(entry)).map((entry) => `${entry} may not be at the top level`),
    ...allowed.filter((entry) => !entries.includes(entry)).map((entry) => `${entry} is missing`),
  ];
}

/** Folders whose name says nothing about what is in them. */
export function namelessFolders(paths: readonly string[]): string[] {
  return paths.filter((path) => NAMELESS_FOLDERS.test(path));
}

/** Barrels other than the one index.ts of a lib. */
export function barrels(paths: readonly string[]): string[] {
  return paths.filter(
    (path) => /(?:^|\/)index\.(?:ts|tsx|mjs)$/.test(path) && !/^libs\/[^/]+\/src\/index\.ts$/.test(path),
  );
}

/** Sources in which one concept has become several. Generated files are as long as what they come from. */
export function longFiles(paths: readonly string[], linesOf: (path: string) => number): string[] {
  return paths
    .filter((path) => SOURCE.test(path) && !GENERATED.test(path))
    .map((path) => ({ path, lines: linesOf(path) }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

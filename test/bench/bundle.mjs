// Bundles a TypeScript entry of this folder for Node, libraries from source, and imports it.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = fileURLToPath(new URL('../../node_modules/.cache/bench', import.meta.url));
const SUPPORT = `${ROOT}test/support/`;

/** Support files find the checkout from `__dirname`, which Jest gives them and an ES module does not have. */
const directoryNames = {
  name: 'directory-names',
  transform: (code, id) =>
    id.startsWith(SUPPORT) && code.includes('__dirname')
      ? { code: code.replaceAll('__dirname', JSON.stringify(dirname(id))), map: null }
      : null,
};

/** The module namespace of `entry` (a URL of a .ts file). */
export const importTypeScript = async (entry, name) => {
  mkdirSync(OUT, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    plugins: [directoryNames],
    resolve: { conditions: ['@sealbridge/source', 'node', 'import', 'default'] },
    ssr: {
      noExternal: [/^@sealbridge\//],
      resolve: { conditions: ['@sealbridge/source', 'node', 'import', 'default'] },
    },
    build: {
      ssr: fileURLToPath(entry),
      outDir: `${OUT}/${name}`,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return import(pathToFileURL(`${OUT}/${name}/${name}.mjs`).href);
};

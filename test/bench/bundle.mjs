// Bundles a TypeScript entry of this folder for Node, libraries from source, and imports it.
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const OUT = fileURLToPath(new URL('../../node_modules/.cache/bench', import.meta.url));

/** The module namespace of `entry` (a URL of a .ts file). */
export const importTypeScript = async (entry, name) => {
  mkdirSync(OUT, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../..', import.meta.url)),
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

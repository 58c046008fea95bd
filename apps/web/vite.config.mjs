// Builds the console into dist/: one page, its scripts, styles and fonts, and the worker that holds the keys.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const FONTS = ['@fontsource-variable/source-sans-3', '@fontsource/ibm-plex-mono'];
const resolve = createRequire(import.meta.url).resolve;

/** The licences of the fonts travel with the fonts, as the OFL asks. */
const fontLicences = {
  name: 'sealbridge:font-licences',
  generateBundle() {
    const texts = FONTS.map((name) => `${name}\n\n${readFileSync(resolve(`${name}/LICENSE`), 'utf8')}`);
    this.emitFile({ type: 'asset', fileName: 'assets/font-licences.txt', source: texts.join('\n\n') });
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  resolve: { conditions: ['@sealbridge/source', 'module', 'browser', 'production'] },
  plugins: [react(), optimizeLocales.vite({ locales: ['en-US'] }), fontLicences],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    // what has passkeys that unlock has light-dark() too
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    // what stands in a data: address is not `self`, and the policy refuses it
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'assets/licences.md' },
    chunkSizeWarningLimit: 1_000,
    reportCompressedSize: false,
  },
});

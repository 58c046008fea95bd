#!/usr/bin/env node
// Works right after `npm ci`: in a checkout it builds what is absent or stale first, with words on stderr.
import { existsSync } from 'node:fs';

const build = new URL('../../../test/support/build.mjs', import.meta.url);
const isCheckout = existsSync(new URL('../src/', import.meta.url)) && existsSync(build);

async function buildOnce() {
  // eslint-disable-next-line no-restricted-syntax -- an installed copy has no build helper to import
  const { buildIfStale } = await import(build.href);
  return buildIfStale();
}

if (isCheckout && !(await buildOnce())) {
  process.stderr.write('error: the build failed\nhint: see the compiler words above\ncode: E_BUILD\n');
  process.exitCode = 1;
} else {
  const { main } = await import('../dist/main.js');
  process.exitCode = await main(process.argv.slice(2));
}

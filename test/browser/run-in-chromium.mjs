// Builds one bundle of the libraries with their vectors, serves it under a strict content security policy, runs it in a
// dedicated Worker of headless Chromium, and prints what it found as JSON: {cases, failures, violations}.
// Usage: node run-in-chromium.mjs CHROMIUM
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const TIMEOUT_MS = 90_000;
const POLL_MS = 100;
const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string} outDir */
async function bundle(outDir) {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    resolve: { conditions: ['@sealbridge/source', 'module', 'browser', 'production'] },
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023', modulePreload: false, chunkSizeWarningLimit: 10_000 },
  });
}

/** @param {string} folder */
function serve(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = resolve(folder, `.${pathname === '/' ? '/index.html' : pathname}`);
    const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))];
    if (!file.startsWith(folder + sep) || type === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-security-policy', CSP);
    response.setHeader('content-type', type);
    createReadStream(file)
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

// By asking again and again: what waits inside the page would need eval, which the policy forbids.
/** @param {import('playwright-core').Page} page */
async function reportOf(page) {
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await setTimeout(POLL_MS)) {
    const report = await page.evaluate(() => window.runnerReport);
    if (report !== undefined) return report;
  }
  return { cases: {}, failures: ['the worker did not answer in time'] };
}

/** @param {string} executablePath @param {string} url */
async function runPage(executablePath, url) {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const violations = [];
    page.on('console', (message) => message.type() === 'error' && violations.push(message.text()));
    page.on('pageerror', (error) => violations.push(error.message));
    await page.goto(url);
    return { ...(await reportOf(page)), violations };
  } finally {
    await browser.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'sealbridge-browser-'));
const server = await bundle(folder).then(() => serve(folder));
try {
  const report = await runPage(process.argv[2] ?? '', `http://127.0.0.1:${server.address().port}/`);
  process.stdout.write(JSON.stringify(report));
} finally {
  server.close();
  await rm(folder, { recursive: true, force: true });
}

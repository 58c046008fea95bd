import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file of the console as it is sent. */
export interface WebFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Compressed, or null for what is compressed by itself. Made when it is first asked for. */
  gzip(): Buffer | null;
}

/** The built console: its one page, and what that loads. Names of assets carry the hash of their content. */
export interface WebBuild {
  readonly page: WebFile;
  /** By file name below `/assets/`. */
  readonly assets: ReadonlyMap<string, WebFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};
const COMPRESSED_ALREADY = new Set(['.woff2']);

/** Reads a build once, so that no path of a request ever reaches the disk; null where there is none. */
export function readWebBuild(folder: string): WebBuild | null {
  const page = join(folder, 'index.html');
  const assets = join(folder, 'assets');
  if (!existsSync(page) || !existsSync(assets)) {
    return null;
  }
  const names = readdirSync(assets).filter((name) => Object.hasOwn(TYPES, extname(name)));
  return { page: fileAt(page), assets: new Map(names.map((name) => [name, fileAt(join(assets, name))])) };
}

function fileAt(path: string): WebFile {
  const extension = extname(path);
  const bytes = readFileSync(path);
  let gzip: Buffer | null = null;
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    bytes,
    gzip: () => (COMPRESSED_ALREADY.has(extension) ? null : (gzip ??= gzipSync(bytes))),
  };
}

/**
 * What the console may load and do (security-corrections D12): itself, WebAssembly, no other origin, no inline script or style, and
 * script addresses only through the one policy that its worker is started with. A worker obeys the policy of its own answer, so
 * every file carries it.
 */
export const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types sealbridge-worker',
].join('; ');

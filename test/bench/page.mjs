// The measured part of docs/reference/benchmarks.md, between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const PAGE = fileURLToPath(new URL('../../docs/reference/benchmarks.md', import.meta.url));
const BEGIN = '<!-- results: written by `npm run bench -- --write-docs` -->';
const END = '<!-- end of results -->';

/** Replaces what stands between the marks. Throws when the page has lost one. */
export async function writePage(results) {
  const text = readFileSync(PAGE, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error('docs/reference/benchmarks.md has lost its marks');
  const whole = `${text.slice(0, from)}${BEGIN}\n\n${results}\n\n${text.slice(to)}`;
  writeFileSync(PAGE, await format(whole, { parser: 'markdown', printWidth: 120, singleQuote: true }));
}

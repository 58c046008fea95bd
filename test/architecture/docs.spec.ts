// Pages link to what exists, and every page is reached from the map.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT, trackedFiles } from '../support/repository.js';

/** Targets of the relative links of a page, without their fragment, relative to the root. */
function linksOf(path: string, text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\((?<target>[^)\s]+)\)/g)]
    .map((match) => match.groups?.['target'] ?? '')
    .filter((target) => !/^(?:[a-z]+:|#|\/)/i.test(target))
    .map((target) => normalize(join(dirname(path), target.split('#')[0] ?? '')));
}

const pages = trackedFiles().filter((path) => /^(?:README\.md|docs\/.+\.md)$/.test(path));
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the documentation', () => {
  it('was read', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/README.md']));
  });

  it.each(pages)('links to what exists: %s', (page) => {
    expect(linksOf(page, textOf(page)).filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it('is reached whole from its map', () => {
    const mapped = new Set(linksOf('docs/README.md', textOf('docs/README.md')));
    expect(pages.filter((page) => /^docs\/.+\/.+\.md$/.test(page) && !mapped.has(page))).toEqual([]);
  });
});

/** Variables a text names. */
function variablesIn(text: string): string[] {
  return [...new Set(text.match(/\bSEALBRIDGE_[A-Z]+(?:_[A-Z]+)*\b/g) ?? [])].sort();
}

describe('the reference of the configuration', () => {
  const page = variablesIn(textOf('docs/reference/configuration.md'));
  const sources = trackedFiles().filter(
    (path) => /^apps\/.+\/(?:src|bin)\/.+\.(?:ts|mjs)$/.test(path) && !path.endsWith('.spec.ts'),
  );
  const read = variablesIn(sources.map(textOf).join('\n'));
  /** A secret `X` can come as `X_FILE` too, which the page says once for all of them. */
  const known = (names: readonly string[], name: string): boolean =>
    names.includes(name) || names.includes(name.replace(/_FILE$/, ''));

  it('names every variable that a program reads, and no other', () => {
    expect(read.length).toBeGreaterThan(5);
    expect(read.filter((name) => !known(page, name))).toEqual([]);
    expect(page.filter((name) => !known(read, name))).toEqual([]);
  });

  it('is compared by whole names', () => {
    expect(variablesIn("env['SEALBRIDGE_PORT'], SEALBRIDGE_HOME_X")).toEqual(['SEALBRIDGE_HOME_X', 'SEALBRIDGE_PORT']);
  });
});

describe('the reading of links', () => {
  it('resolves relative ones and leaves out addresses, anchors and code', () => {
    const text = 'see [a](../b.md#part) and [c](https://example.org/x) and [d](#here) and `[e](f.md)`';
    expect(linksOf('docs/how-to/a.md', text)).toEqual(['docs/b.md']);
  });
});

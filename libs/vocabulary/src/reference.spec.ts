import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { LEGAL_BASES, LEGAL_BASES_OF, LEGAL_BASIS_TEXTS } from './legal-bases.js';
import { PURPOSES } from './purposes.js';
import { ROLES, rightsOfRoles } from './roles.js';
import { CODE_LISTS } from './registry.js';

const PAGE = readFileSync(resolve(__dirname, '../../../docs/reference/vocabulary.md'), 'utf8');

/** The sections of the page's code lists: heading and the codes below it. */
const SECTIONS = new Map(
  PAGE.split('\n### ')
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading, Array.from(lines.join('\n').matchAll(/`([^`]+)`/g), (match) => match[1] ?? '')] as const;
    }),
);

describe('the page about purpose of use', () => {
  const rows = readFileSync(resolve(__dirname, '../../../docs/reference/purpose-of-use.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

  test.each(LEGAL_BASES)('gives %s its words and its source', (basis) => {
    const { words, source } = LEGAL_BASIS_TEXTS[basis];
    expect(rows.find(([, code]) => code === `\`${basis}\``)?.slice(2, 4)).toEqual([words, source]);
  });

  test.each(PURPOSES)('gives %s the legal bases that fit it, in their order', (purpose) => {
    const cell = LEGAL_BASES_OF[purpose].map((basis) => `\`${basis}\``).join(', ');
    expect(rows.find(([, code]) => code === `\`${purpose}\``)?.[2]).toBe(cell);
  });
});

describe('the reference page', () => {
  test.each(CODE_LISTS.map((list) => [list.scheme, list] as const))('holds %s as it is', (_, list) => {
    expect(SECTIONS.get(`\`${list.scheme}\` ${list.version}`)).toEqual([...list.codes]);
  });

  test('holds no list that does not exist', () => {
    expect(SECTIONS.size).toBe(CODE_LISTS.length);
  });

  test('gives every role its rights', () => {
    for (const role of ROLES) {
      const row = PAGE.split('\n').find((line) => line.startsWith('| ') && line.split('|')[1]?.includes(`\`${role}\``));
      const rights = Array.from((row?.split('|')[2] ?? '').matchAll(/`([^`]+)`/g), (match) => match[1]);
      expect(rights).toEqual(rightsOfRoles([role]));
    }
  });
});

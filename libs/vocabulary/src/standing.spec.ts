import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import * as terms from './membership-terms.js';
import { ORG_KINDS, VETTING_EVIDENCE } from './organisation.js';
import { APPLICANT_KINDS, REQUIRED_EVIDENCE } from './standing.js';

const PAGE = readFileSync(resolve(__dirname, '../../../docs/reference/vocabulary.md'), 'utf8');
const codesIn = (text = ''): string[] => Array.from(text.matchAll(/`([^`]+)`/g), (match) => match[1] ?? '');

describe('the evidence asked for', () => {
  const profiles = Object.entries(REQUIRED_EVIDENCE);

  test('is fixed for everything that is vetted, and for nothing else', () => {
    const vetted = [...ORG_KINDS, ...APPLICANT_KINDS].filter((kind) => kind !== 'stewards' && kind !== 'organisation');
    expect(Object.keys(REQUIRED_EVIDENCE).toSorted()).toEqual(vetted.toSorted());
  });

  test.each(profiles)(
    'of %s holds known items, each once, and never asks for less at the second stage',
    (_, wanted) => {
      expect(wanted.active.every((kind) => VETTING_EVIDENCE.includes(kind))).toBe(true);
      expect(new Set(wanted.active).size).toBe(wanted.active.length);
      expect(wanted.active.slice(0, wanted.provisional.length)).toEqual(wanted.provisional);
      expect(wanted.active.length).toBeGreaterThan(wanted.provisional.length);
      expect(wanted.provisional).toContain('conflict_of_interest');
    },
  );

  test.each(profiles)('of %s is what the reference page says', (profile, { provisional, active }) => {
    const section = PAGE.split('\n## ').find((part) => part.startsWith('Evidence asked for')) ?? '';
    const row = section.split('\n').find((line) => line.split('|')[1]?.includes(`\`${profile}\``));
    const [, , first, second] = row?.split('|') ?? [];
    expect(codesIn(first)).toEqual(provisional);
    expect([...provisional, ...codesIn(second)]).toEqual(active);
  });
});

describe('the terms of membership', () => {
  test.each(Object.entries(terms))('hold %s as the reference page gives it', (name, value) => {
    const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    expect(row?.split('|')[2]?.trim()).toBe([value].flat().join(', '));
  });
});

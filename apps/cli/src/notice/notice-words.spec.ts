import { NOTICE_KINDS } from '@sealbridge/vocabulary';

import { commandOf, type NoticeNode, wordsOf } from './notice-words.js';

const notice = (change: Partial<NoticeNode>): NoticeNode => ({
  id: 'n',
  kind: 'agreement_ending',
  objectType: 'agreement',
  objectId: 'a1',
  dueAt: '2027-01-12T10:00:00.000Z',
  madeAt: '2026-12-13T10:00:00.000Z',
  seen: false,
  ...change,
});

describe('a notice in words', () => {
  it.each(NOTICE_KINDS)('says what %s is, with its date filled in', (kind) => {
    for (const dueAt of ['2027-01-12T10:00:00.000Z', null]) {
      const words = wordsOf(notice({ kind, dueAt }));
      expect(words).not.toMatch(/[{}]/u);
      expect(words).not.toBe(kind);
      expect(commandOf(notice({ kind })) ?? '').not.toMatch(/[{}]/u);
    }
  });

  it('names the day and the command that shows it', () => {
    expect(wordsOf(notice({}))).toBe('an agreement ends on 2027-01-12');
    expect(commandOf(notice({}))).toBe('npx sealbridge agreement show a1');
    expect(commandOf(notice({ objectId: null }))).toBeNull();
  });

  it.each([
    ['application_waiting', 'npx sealbridge org show a1'],
    ['application_decided', 'npx sealbridge org show a1'],
    ['attestation_due', 'npx sealbridge org applications'],
    ['identity_asked', 'npx sealbridge org identity list'],
  ] as const)('%s is seen with %s', (kind, command) => {
    expect(commandOf(notice({ kind }))).toBe(command);
  });

  it('is the bare kind where this client does not know it', () => {
    expect(wordsOf(notice({ kind: 'something_new' }))).toBe('something_new');
    expect(commandOf(notice({ kind: 'something_new' }))).toBeNull();
  });
});

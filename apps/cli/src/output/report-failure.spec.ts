import { ClientError, type ClientErrorKind } from '@sealbridge/client';

import { Failure } from './failure.js';
import { reportFailure, wordsOf } from './report-failure.js';

describe('what a failure prints', () => {
  const written: string[] = [];

  beforeEach(() => {
    written.length = 0;
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is error, hint and code, and its exit code is returned', () => {
    const failure = new Failure({ code: 'E_READERS', exit: 6, message: '3 people, not 2', hint: 'see report preview' });
    expect(reportFailure(failure, {})).toBe(6);
    expect(written.join('')).toBe('error: 3 people, not 2\nhint: see report preview\ncode: E_READERS\n');
  });

  it.each<[ClientErrorKind, number]>([
    ['unexpected', 1],
    ['usage', 2],
    ['refused', 3],
    ['sign_in', 4],
    ['verification', 5],
    ['conflict', 6],
    ['network', 7],
    ['partly', 8],
  ])('is the same for what the client library throws, whose kind %s ends with %i', (kind, exit) => {
    expect(reportFailure(new ClientError('E_X', kind, 'so it is', 'do this'), {})).toBe(exit);
    expect(written.join('')).toBe('error: so it is\nhint: do this\ncode: E_X\n');
  });

  it('shows the kind of an unexpected error and nothing of its message, which could hold content', () => {
    expect(reportFailure(new TypeError('cannot read Maria'), {})).toBe(1);
    expect(written.join('')).not.toContain('Maria');
    expect(written.join('')).toContain('error: unexpected TypeError');
  });

  it.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'])(
    'says of a disk that is full or a folder that is not writable (%s) what it is, and nothing of its path',
    (code) => {
      const error = Object.assign(new Error(`${code}: open '/srv/maria/vault'`), { code, syscall: 'open' });
      expect(reportFailure(error, {})).toBe(2);
      expect(written.join('')).toContain('code: E_FILE\n');
      expect(written.join('')).not.toContain('maria');
    },
  );

  it('adds the stack when SEALBRIDGE_DEBUG is 1', () => {
    reportFailure(new TypeError('here'), { SEALBRIDGE_DEBUG: '1' });
    expect(written.join('')).toContain('report-failure.spec');
  });

  it('stays on one line and shows no control characters, whatever it quotes', () => {
    const failure = new Failure({ code: 'E_X', exit: 2, message: 'a\nb\u001b[31mc\u202ed' });
    expect(wordsOf(failure)).toBe('error: a b [31mc d\ncode: E_X\n');
  });
});

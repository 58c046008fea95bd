import { ApiError } from '@sealbridge/api-client';

import { call, payload } from './call.js';

describe('a result that is not the payload', () => {
  const failureOf = (result: object): unknown => {
    try {
      return payload(result as { readonly __typename: string }, 'Payload');
    } catch (error) {
      return error;
    }
  };

  it('is a failure with the exit code of its kind', () => {
    expect(failureOf({ __typename: 'Conflict', code: 'E_X', message: 'x' })).toMatchObject({
      code: 'E_X',
      kind: 'conflict',
    });
    expect(failureOf({ __typename: 'Refused', reason: 'no_live_mou' })).toMatchObject({
      code: 'E_NO_LIVE_MOU',
      kind: 'refused',
    });
  });

  it('says that a report for a unit with a new key is sealed anew by the same command', () => {
    const stale = { __typename: 'StaleEpoch', code: 'E_STALE_EPOCH', message: 'x', path: 'grants' };
    const hint = expect.stringContaining('run the command again') as string;
    expect(failureOf(stale)).toMatchObject({ code: 'E_STALE_EPOCH', kind: 'conflict', hint });
    expect(failureOf({ ...stale, __typename: 'Conflict' })).toMatchObject({ hint: null });
  });

  it.each(['constructor', '__proto__', 'toString', ''])('is unexpected when it is a %j, which is no kind', (name) => {
    expect(failureOf({ __typename: name, code: 'E_X', message: 'x' })).toMatchObject({ kind: 'unexpected' });
  });

  it('puts no more than a code and a line of the server into the words', () => {
    const failure = failureOf({ __typename: 'Invalid', code: 'E_X\nerror: forged', message: 'x'.repeat(10_000) });
    expect(failure).toMatchObject({ code: 'E_SERVER', message: 'x'.repeat(200) });
  });
});

describe('a request', () => {
  it.each(['E_SUSPENDED', 'E_INACTIVE', 'E_NOT_VETTED'])(
    'of somebody who does not stand is refused with %s and says whom to ask',
    async (detail) => {
      const request = (): Promise<never> => Promise.reject(new ApiError('FORBIDDEN', 'not permitted', detail));
      const hint = expect.stringMatching(/administrator|stewards/u) as string;
      await expect(call(request)).rejects.toMatchObject({ code: detail, kind: 'refused', hint });
    },
  );

  it.each([
    ['PROTOCOL', 'E_ANSWER', 'verification'],
    ['NETWORK', 'E_NETWORK', 'network'],
    ['UNAUTHENTICATED', 'E_UNAUTHENTICATED', 'sign_in'],
  ] as const)('that fails with %s is the failure %s', async (code, named, kind) => {
    const request = (): Promise<never> => Promise.reject(new ApiError(code, 'x'));
    await expect(call(request)).rejects.toMatchObject({ name: 'ClientError', code: named, kind });
  });
});

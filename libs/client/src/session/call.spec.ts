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

  it('says under which reference a refusal stands in the log, and the reason where it says more', () => {
    const ref = '7f3c2a10-0000-4000-8000-000000000001';
    const refused = { __typename: 'Refused', code: 'E_REFUSED', message: 'not permitted', path: null, ref };
    expect(failureOf({ ...refused, reason: 'not_permitted' })).toMatchObject({ message: `not permitted (${ref})` });
    expect(failureOf({ ...refused, reason: 'clearance' })).toMatchObject({
      message: `not permitted (${ref}): clearance`,
    });
    const forged = failureOf({ ...refused, reason: 'clearance', ref: 'x) and more' });
    expect(forged).toMatchObject({ message: 'not permitted: clearance' });
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

  it('that is refused says under which reference', async () => {
    const ref = '7f3c2a10-0000-4000-8000-000000000001';
    const request = (): Promise<never> =>
      Promise.reject(new ApiError('FORBIDDEN', 'not permitted', 'E_SUSPENDED', null, ref));
    await expect(call(request)).rejects.toMatchObject({ message: `not permitted (${ref})`, code: 'E_SUSPENDED' });
  });

  it.each([
    ['PROTOCOL', 'E_ANSWER', 'verification'],
    ['NETWORK', 'E_NETWORK', 'network'],
    ['UNAUTHENTICATED', 'E_UNAUTHENTICATED', 'sign_in'],
  ] as const)('that fails with %s is the failure %s', async (code, named, kind) => {
    const request = (): Promise<never> => Promise.reject(new ApiError(code, 'x'));
    await expect(call(request)).rejects.toMatchObject({ name: 'ClientError', code: named, kind });
  });
});

// Attempts to sign in with one device from one network: counted before they are looked at, by device and network together, so that
// nobody is kept out elsewhere by what somebody else does (security-corrections D13).
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { RATE_LIMITS } from '../platform/limits/rate-limits.js';

const { points: SHARE, seconds: WINDOW } = RATE_LIMITS.sign_in_account;
/** Fewer than strangers may have under way. */
const AT_ONCE = 20;

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.stop());

/** Requests come as from this network, as a proxy on this machine would say. */
function from(network: string): void {
  const real = fetch;
  jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('x-forwarded-for', network);
    return real(input, { ...init, headers });
  });
}
afterEach(() => jest.restoreAllMocks());

it('has a share: who used it up waits there, with the right key too, and nowhere else', async () => {
  const { analyst, liaison, outsider } = api.world;
  from('192.0.2.7');
  const stranger = { ...analyst, sign: outsider.sign };
  for (let tried = 0; tried < SHARE; tried += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => api.tryToSignIn(stranger)));
    for (const { __typename } of answers) expect(__typename).not.toBe('StartSessionPayload');
  }
  // what the failures locked is not what this is about
  await api.admin.query('delete from sealbridge.sign_in_failure');
  const beyond = await api.tryToSignIn(analyst);
  expect(beyond.__typename).toBe('RateLimited');
  expect('retryAfter' in beyond && beyond.retryAfter > 0 && beyond.retryAfter <= WINDOW).toBe(true);
  expect((await api.tryToSignIn(liaison)).__typename).toBe('StartSessionPayload');
  jest.restoreAllMocks();
  from('198.51.100.7');
  expect((await api.tryToSignIn(analyst)).__typename).toBe('StartSessionPayload');
});

// What is wrong with a request over a live connection is the client's, and no failure of the server.
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { errorTold, INBOX_CHANGED, type Live, liveAs } from '../../../../../test/support/live.js';

let api: TestApi;
let live: Live;
beforeAll(async () => {
  api = await startApi();
  live = await liveAs(api.url, await api.tokenOf(api.world.liaison));
}, 60_000);
afterAll(async () => {
  live.close();
  await live.ended;
  await api.stop();
});

it.each<[string, object]>([
  ['an operation that the document does not have', { query: INBOX_CHANGED, operationName: 'Other' }],
  [
    'a variable of another type',
    { query: 'subscription A($b: Boolean!) { inboxChanged { at @include(if: $b) } }', variables: { b: 'x' } },
  ],
  ['a variable that is left out', { query: 'subscription A($b: Boolean!) { inboxChanged { at @include(if: $b) } }' }],
])('%s is refused as a wrong request', async (_what, payload) => {
  live.send({ type: 'subscribe', id: '1', payload });
  expect(await errorTold(live)).toEqual({ code: 'BAD_USER_INPUT' });
});

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { connectLive, errorTold, INBOX_CHANGED, liveAs, subscribe } from '../../../../../test/support/live.js';
import { isTextAll } from './text-plugin.js';

describe('what is no text', () => {
  it.each<[string, unknown]>([
    ['U+0000', 'a\0'],
    ['half a character', '\ud83d'],
    ['the other half alone', 'a\udfff'],
    ['in a list, behind what has no value', [undefined, [['\0']]]],
    ['in an object', { a: { b: ['x', '\ud800'] } }],
    ['as the name of a field', { '\0': 1 }],
  ])('is found: %s', (_, value) => {
    expect(isTextAll(value)).toBe(false);
  });

  it.each<[unknown]>([['😀 a\n\t\u0001'], [{ a: [1, null, true, 'é'] }], [null], [undefined], ['']])(
    'is not taken for %j',
    (value) => {
      expect(isTextAll(value)).toBe(true);
    },
  );
});

describe('a request that holds what is no text', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  }, 60_000);
  afterAll(() => api.stop());

  async function answer(query: string, variables: object): Promise<unknown> {
    const headers = {
      'content-type': 'application/json',
      'x-sealbridge-request': '1',
      authorization: `Bearer ${await api.tokenOf(api.world.analyst)}`,
    };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
    return { status: response.status, ...((await response.json()) as object) };
  }

  const REFUSED = {
    status: 400,
    errors: [{ message: 'the request is not valid', extensions: { code: 'BAD_USER_INPUT' } }],
  };

  it.each<[string, string, object]>([
    [
      'in a list of handles',
      'query ($units: [String!]!) { recipientStanding(units: $units) { unit } }',
      { units: ['a\0'] },
    ],
    ['in a literal', String.raw`{ recipientStanding(units: ["a\u0000"]) { unit } }`, {}],
    [
      'as a mutation id',
      'mutation ($id: ID!) { endSession(input: { clientMutationId: $id }) { clientMutationId } }',
      { id: 'a\ud83d' },
    ],
  ])('is refused by the code of a wrong request: %s', async (_, query, variables) => {
    expect(await answer(query, variables)).toMatchObject(REFUSED);
  });

  it.each<[string, string, object]>([
    ['in variables', INBOX_CHANGED, { a: ['\0'] }],
    ['as the name of a variable', INBOX_CHANGED, { '\ud83d': 1 }],
  ])('is refused over a live connection: %s', async (_, query, variables) => {
    const live = await liveAs(api.url, await api.tokenOf(api.world.liaison));
    live.send({ type: 'subscribe', id: '1', payload: { query, variables } });
    expect(await errorTold(live)).toEqual({ code: 'BAD_USER_INPUT' });
    live.close();
    await live.ended;
  });

  it('makes no session of a live connection that it begins with', async () => {
    const token = await api.tokenOf(api.world.liaison);
    const live = await connectLive(api.url);
    live.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}`, and: '\0' } });
    expect(await live.ended).toEqual({ code: 4401, reason: 'session_over' });
  });

  it('leaves a live connection alone that holds none', async () => {
    const live = await liveAs(api.url, await api.tokenOf(api.world.liaison));
    subscribe(live);
    await live.next('next');
    live.close();
    await live.ended;
  });

  it('is answered when it is text', async () => {
    const query = String.raw`{ recipientStanding(units: ["\u0061", "😀"]) { unit } }`;
    expect(await answer(query, {})).toEqual({ status: 200, data: { recipientStanding: [] } });
  });
});

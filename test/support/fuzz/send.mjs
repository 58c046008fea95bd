// Sends requests as somebody, and finds cursors to go on from.
import { pick, randomOf } from './random.mjs';

const WITHIN_MS = 30_000;
const LIST = /Connection$/;
const CURSORS_OF_NOBODY = ['', 'AA', 'e30=', '00000000-0000-4000-8000-000000000000'];

/** Sends a request as an asker. Gives status and text. */
export async function send(url, { method, headers, body }, asker) {
  const authorization = asker.token === null ? {} : { authorization: `Bearer ${asker.token}` };
  const response = await fetch(`${url}/graphql`, {
    method,
    headers: { ...authorization, ...headers },
    signal: AbortSignal.timeout(WITHIN_MS),
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Cursors of the first entries of every list, as each of the askers gets them; and some of nobody. */
export async function cursorsOf(url, schema, askers) {
  const lists = Object.values(schema.getQueryType().getFields()).filter(
    ({ type, args }) => LIST.test(String(type).replace('!', '')) && args.every(({ name }) => name !== 'reportId'),
  );
  const found = [];
  for (const asker of askers) {
    for (const { name, args } of lists) {
      const given = args.flatMap((arg) => (arg.name === 'first' ? ['first: 2'] : []));
      if (args.some((arg) => String(arg.type).endsWith('!') && arg.defaultValue === undefined)) continue;
      const query = `{ ${name}(${given.join(', ')}) { edges { cursor } } }`;
      const plain = { 'content-type': 'application/json', 'x-sealbridge-request': '1' };
      const { text } = await send(url, { method: 'POST', headers: plain, body: JSON.stringify({ query }) }, asker);
      found.push(...[...text.matchAll(/"cursor":"([^"]+)"/g)].map(([, cursor]) => cursor));
    }
  }
  return [...found, ...found.slice(0, 5).map(changed), ...CURSORS_OF_NOBODY];
}

function changed(cursor, index) {
  const random = randomOf(index, 0);
  const at = random(cursor.length);
  return cursor.slice(0, at) + pick(random, ['A', 'z', '_', '9']) + cursor.slice(at + 1);
}

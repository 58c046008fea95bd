// A flood from many networks at once, for so many seconds: `node flood.mjs URL SECONDS CONNECTIONS`. Each request names one of a
// hundred networks, as a proxy on this machine would. Prints how often each status was answered, as JSON.
import { randomInt } from 'node:crypto';
import { Agent, request } from 'node:http';

const NETWORKS = 100;
const [url, seconds, connections] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const end = Date.now() + Number(seconds) * 1000;
const body = process.env.FLOOD_BODY;
const answers = {};

function ask() {
  return new Promise((resolve) => {
    const from = `10.0.0.${randomInt(NETWORKS)}`;
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': from };
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      answers[response.statusCode] = (answers[response.statusCode] ?? 0) + 1;
      response.resume().once('end', resolve).once('error', resolve);
    });
    sent.once('error', () => {
      answers.error = (answers.error ?? 0) + 1;
      resolve();
    });
    sent.end(body);
  });
}

await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (Date.now() < end) await ask();
  }),
);
agent.destroy();
process.stdout.write(JSON.stringify(answers));

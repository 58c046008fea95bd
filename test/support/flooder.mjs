// A flood from many networks at once: `node flooder.mjs URL CONNECTIONS`, until its input ends. Each request names one of a thousand
// networks, as a proxy on this machine would; whoever is turned away comes back at once, as no client of ours does. Prints a line of
// JSON whenever a status is seen that was not seen before, and at the end: how often each was.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const NETWORKS = 1000;
const PER_OCTET = 250;
const OK = 200;
/** So long that the machine of a test is not what is flooded, in milliseconds. */
const AT_ONCE_MS = 100;
const [url, connections] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const body = process.env.FLOOD_BODY;
const answers = {};
let isOver = false;

const print = () => process.stdout.write(`${JSON.stringify(answers)}\n`);

function count(answer) {
  answers[answer] = (answers[answer] ?? 0) + 1;
  if (answers[answer] === 1) print();
}

function ask() {
  return new Promise((resolve) => {
    const network = randomInt(NETWORKS);
    const from = `10.0.${String(Math.floor(network / PER_OCTET))}.${String(network % PER_OCTET)}`;
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': from };
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      count(response.statusCode);
      const end = () => resolve(response.statusCode);
      response.resume().once('end', end).once('error', end);
    });
    sent.once('error', () => {
      count('error');
      resolve(null);
    });
    sent.end(body);
  });
}

async function goOn() {
  while (!isOver) {
    if ((await ask()) !== OK) await sleep(AT_ONCE_MS);
  }
}

const asking = Array.from({ length: Number(connections) }, goOn);
await once(process.stdin.resume(), 'end');
isOver = true;
await Promise.all(asking);
agent.destroy();
print();

// A liaison whose organisation has its own identity provider vouch for people: no command of theirs works before it has, and it has
// when somebody shows it at a browser who they are, while the command line waits.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { failure, succeeded } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.js';

const PROGRAM = join(__dirname, '..', 'support', 'sealbridge.mjs');
const SIGN_IN_NEEDED = 4;
const ADDRESS = /http:\/\/\S+\/agency\/northgate\/start\?code=\S+/u;

jest.setTimeout(240_000);

let folder: string;
let provider: IdentityProvider;
let demo: DemoInstance;
beforeAll(async () => {
  const port = await freePort();
  provider = await startIdentityProvider(`http://localhost:${String(port)}/agency/northgate/callback`);
  folder = mkdtempSync(join(tmpdir(), 'sealbridge-agency-'));
  const { issuer, clientId, clientSecret } = provider;
  const northgate = { organisation: 'northgate', issuer, clientId, clientSecretFile: 'secret', required: true };
  writeFileSync(join(folder, 'secret'), clientSecret);
  writeFileSync(join(folder, 'agencies.json'), JSON.stringify([northgate]));
  const env = { SEALBRIDGE_PORT: String(port), SEALBRIDGE_AGENCIES_FILE: join(folder, 'agencies.json') };
  demo = await startDemo({ env });
}, 240_000);
afterAll(async () => {
  await demo.stop();
  await provider.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** `login --agency` as the liaison, and the address it shows. */
async function askingToLogIn(): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const env = { ...process.env, SEALBRIDGE_HOME: demo.home, SEALBRIDGE_PROFILE: 'liaison' };
  const child = spawn(process.execPath, [PROGRAM, 'login', '--agency'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [found] = ADDRESS.exec(said) ?? [];
      if (found !== undefined && said.includes('goes on by itself')) resolve(found);
    });
    child.once('exit', () => reject(new Error(`no address was shown: ${said}`)));
  });
  return { child, address };
}

/** What a browser does at that address: to the provider, where somebody shows who they are, and back. */
async function show(address: string, subject: string): Promise<string> {
  const away = await fetch(address, { redirect: 'manual' });
  const [cookie = ''] = (away.headers.getSetCookie()[0] ?? '').split(';');
  const back = await provider.visit(away.headers.get('location') ?? '', subject);
  const answer = await fetch(back, { redirect: 'manual', headers: { cookie } });
  return answer.headers.get('location') ?? '';
}

const inbox = () => demo.cli('liaison', ['inbox', 'list', '--json']);
const NEEDED = { exit: SIGN_IN_NEEDED, code: 'E_FIRST_FACTOR_NEEDED' };

it('nothing works before the agency has vouched for the liaison, and everything does after it, until they sign out', async () => {
  const refused = await inbox();
  expect(failure(refused)).toMatchObject(NEEDED);
  expect(refused.stderr).toContain("hint: sign in with 'login --agency'");
  expect(failure(await demo.cli('liaison', ['login']))).toMatchObject(NEEDED);
  const { child, address } = await askingToLogIn();
  const ended = once(child, 'exit');
  expect(await show(address, 'officer-17')).toBe('/sign-in?agency=elsewhere');
  expect((await ended)[0]).toBe(0);
  succeeded(await inbox());
  succeeded(await demo.cli('liaison', ['logout']));
  expect(failure(await inbox())).toMatchObject(NEEDED);
  // the account shown first is the liaison's from then on
  const stranger = await askingToLogIn();
  const refusedAgain = once(stranger.child, 'exit');
  expect(await show(stranger.address, 'officer-18')).toBe('/sign-in?agency=elsewhere');
  expect((await refusedAgain)[0]).toBe(SIGN_IN_NEEDED);
});

it('others notice nothing', async () => {
  succeeded(await demo.cli('analyst', ['login']));
});

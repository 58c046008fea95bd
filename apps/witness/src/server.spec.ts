import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ready } from '@sealbridge/sodium';
import { makeNoteSigner, parseSignerKey, parseVerifierKey, verifierOf } from '@sealbridge/transparency';
import { makeWitnessedLog, type WitnessedLog } from '../../../test/support/witness-fixture.js';
import { readConfig } from './config.js';
import { LockedError } from './lock.js';
import { makeWitnessKey } from './make-key.js';
import { makeServer } from './server.js';
import { originHash, WitnessState } from './state.js';
import { Witness } from './witness.js';

let folder: string;
let log: WitnessedLog;

beforeAll(async () => {
  await ready();
  log = makeWitnessedLog('log.example/http');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'witness-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the server', () => {
  let server: Server;
  let url: string;
  let state: WitnessState;

  beforeEach(async () => {
    state = new WitnessState(folder);
    const signer = makeNoteSigner('witness.example/http', 'cosignature');
    const witness = new Witness({ logs: [verifierOf(log.signer)], signer, state, now: () => 1_700_000_000 });
    server = makeServer(witness, () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    state.close();
  });

  const post = async (body: Uint8Array): Promise<Response> =>
    fetch(`${url}/add-checkpoint`, { method: 'POST', body: Buffer.from(body) });

  it('answers each call with the status and type of the specification', async () => {
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/${originHash(log.origin)}/checkpoint`)).status).toBe(404);
    expect((await post(await log.request(0, 3))).status).toBe(200);
    const stale = await post(await log.request(0, 3));
    expect([stale.status, stale.headers.get('content-type'), await stale.text()]).toEqual([
      409,
      'text/x.tlog.size',
      '3\n',
    ]);
    const served = await fetch(`${url}/${originHash(log.origin)}/checkpoint`);
    expect(await served.text()).toContain('log.example/http\n3\n');
  });

  it('refuses a body that is longer than any request', async () => {
    const answer = await post(new Uint8Array(300_000)).catch(() => null);
    expect(answer?.status ?? 400).toBe(400);
  });

  it('lets exactly one of many different successors win when they come at once', async () => {
    await post(await log.request(0, 100));
    const requests = await Promise.all(Array.from({ length: 40 }, (_, step) => log.request(100, 101 + step)));
    const statuses = await Promise.all(requests.map(async (body) => (await post(body)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(39);
    expect(state.recordOf(log.origin)?.size).toBe(101 + statuses.indexOf(200));
  });
});

describe('the state folder', () => {
  it('is held by one process, and given back', () => {
    const state = new WitnessState(folder);
    expect(() => new WitnessState(folder)).toThrow(LockedError);
    state.close();
    new WitnessState(folder).close();
  });

  it('is taken over from a process that is dead or whose number was reused', () => {
    for (const holder of ['999999999 x:1', `${process.pid} other-boot:1`, 'nonsense', '']) {
      writeFileSync(join(folder, 'lock'), holder);
      new WitnessState(folder).close();
    }
  });
});

describe('a takeover of the state folder', () => {
  it('is left to the one process that began it, and begun again when that one died within it', () => {
    const guard = join(folder, 'lock.takeover');
    writeFileSync(join(folder, 'lock'), '999999999 x:1');
    mkdirSync(guard);
    expect(() => new WitnessState(folder)).toThrow(LockedError);
    utimesSync(guard, 0, 0);
    new WitnessState(folder).close();
    expect(existsSync(guard)).toBe(false);
  });
});

describe('the configuration', () => {
  const complete = (): Record<string, string> => {
    const keyFile = join(folder, 'witness.key');
    makeWitnessKey('witness.example/config', keyFile);
    writeFileSync(join(folder, 'policy'), log.policyText);
    return {
      SEALBRIDGE_WITNESS_PORT: '0',
      SEALBRIDGE_WITNESS_KEY_FILE: keyFile,
      SEALBRIDGE_WITNESS_STATE_DIR: join(folder, 'state'),
      SEALBRIDGE_WITNESS_LOGS_FILE: join(folder, 'policy'),
    };
  };

  it('is read when every variable is right', () => {
    const config = readConfig(complete());
    expect([config.host, config.port, config.signer.name]).toEqual(['127.0.0.1', 0, 'witness.example/config']);
    expect(config.logs.map((key) => key.name)).toEqual([log.origin]);
  });

  it.each([
    'SEALBRIDGE_WITNESS_PORT',
    'SEALBRIDGE_WITNESS_KEY_FILE',
    'SEALBRIDGE_WITNESS_STATE_DIR',
    'SEALBRIDGE_WITNESS_LOGS_FILE',
  ])('names %s when it is missing or wrong', (name) => {
    const environment = complete();
    expect(() => readConfig({ ...environment, [name]: undefined })).toThrow(name);
    if (name !== 'SEALBRIDGE_WITNESS_STATE_DIR')
      expect(() => readConfig({ ...environment, [name]: '/70000' })).toThrow(name);
  });

  it('refuses the key of a log', () => {
    const environment = complete();
    const path = join(folder, 'log.key');
    writeFileSync(path, 'PRIVATE+KEY+x+00000000+AQ==');
    expect(() => readConfig({ ...environment, SEALBRIDGE_WITNESS_KEY_FILE: path })).toThrow('cosignature');
  });
});

describe('making a key', () => {
  it('writes it for its owner alone, prints the public half, and never overwrites', () => {
    const path = join(folder, 'key');
    const vkey = parseVerifierKey(makeWitnessKey('witness.example/k', path));
    expect(parseSignerKey(readFileSync(path, 'utf8')).keyId).toBe(vkey.keyId);
    expect(statSync(path).mode % 0o1000).toBe(0o600);
    expect(() => makeWitnessKey('witness.example/k', path)).toThrow();
    expect(() => makeWitnessKey('two words', join(folder, 'key2'))).toThrow();
  });
});

import { makeApiClient } from '@sealbridge/api-client';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { sendReport } from '../../../../../test/support/api-reports.js';
import type { Person } from '../../session/person.js';
import { KnownReports } from './known-reports.js';
import { type InboxChange, watchLive } from './live-inbox.js';

jest.setTimeout(60_000);

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startApi();
  token = await api.tokenOf(api.world.liaison);
});
afterAll(() => api.stop());

const send = async (): Promise<string> => (await sendReport(api, await api.signIn(api.world.analyst))).reportId;
const person = (): Pick<Person, 'client'> => ({ client: makeApiClient({ server: api.url, token }) });

describe('watching', () => {
  it('gives what comes, until the watcher has enough', async () => {
    const changes: InboxChange[] = [];
    const sent: Promise<string>[] = [];
    const end = await watchLive({ server: api.url, token }, (change) => {
      changes.push(change);
      if (sent.length === 0) sent.push(send());
      return Promise.resolve(changes.length < 2);
    });
    expect(end).toEqual({ by: 'watcher' });
    expect(changes.map(({ kind, reportId }) => [kind, reportId])).toEqual([
      ['begun', null],
      ['received', ...(await Promise.all(sent))],
    ]);
  });

  it('ends with code and reason when the server closes it', async () => {
    const end = await watchLive({ server: api.url, token }, async () => {
      await api.admin.query(`update sealbridge.member set suspended_until = 'infinity'`);
      return true;
    });
    await api.admin.query('update sealbridge.member set suspended_until = null');
    expect(end).toEqual({ by: 'server', code: 4403, reason: 'suspended' });
  });

  it('ends with the refusal of whoever may not watch, and for want of a session', async () => {
    const never = (): Promise<boolean> => Promise.reject(new Error('something was told'));
    const admin = await api.tokenOf(api.world.admin);
    const refused = await watchLive({ server: api.url, token: admin }, never);
    expect(refused).toMatchObject({ by: 'refusal', error: { code: 'FORBIDDEN', detail: 'E_NOT_PERMITTED' } });
    const over = { by: 'server', code: 4401, reason: 'session_over' };
    expect(await watchLive({ server: api.url, token: 'A'.repeat(43) }, never)).toEqual(over);
  });

  it('ends as lost where nobody listens', async () => {
    const never = (): Promise<boolean> => Promise.reject(new Error('something was told'));
    const end = await watchLive({ server: 'http://localhost:1', token }, never);
    expect(end).toMatchObject({ by: 'server', code: 1006 });
  });

  it('passes on what goes wrong with a change', async () => {
    const broken = (): Promise<boolean> => Promise.reject(new Error('broken'));
    await expect(watchLive({ server: api.url, token }, broken)).rejects.toThrow('broken');
  });
});

describe('reports that are known', () => {
  it('are those of the first look, and what came since is given once, oldest first', async () => {
    const known = new KnownReports();
    expect(await known.look(person())).toEqual([]);
    const told = await send();
    expect(known.add(told)).toBe(true);
    expect(known.add(told)).toBe(false);
    const missed = [await send(), await send()];
    expect(await known.look(person())).toEqual(missed);
    expect(await known.look(person())).toEqual([]);
  });
});

// The short forms of `npm run soak -- operations` and `-- hostile-strings`: thousands of strange requests to one server.
import { Client } from 'pg';

import { DirectoryService } from '../../apps/api/src/keys/directory.service.js';
import { MeService } from '../../apps/api/src/people/me.service.js';
import { MemberListRepository } from '../../apps/api/src/people/members/member-list.repository.js';
import { startApi, type TestApi } from '../support/api.js';
import { sendReport } from '../support/api-reports.js';
import { judge } from '../support/fuzz/answers.mjs';
import { ownCpu } from '../support/fuzz/budget.mjs';
import { type Asker, type Grounds, readGrounds } from '../support/fuzz/grounds.mjs';
import { drawLife, isKnownEnd } from '../support/fuzz/live.mjs';
import { randomOf, seedOf } from '../support/fuzz/random.mjs';
import { makeStrangers } from '../support/hidden/world.js';
import { connectLive, type LiveEnd, type LiveMessage, watchInbox } from '../support/live.js';
import { run as hostileStrings } from './soak/hostile-strings.mjs';
import { run as operations } from './soak/operations.mjs';

const OPERATIONS = 3000;
const STRINGS = 1500;
const CONNECTIONS = 150;
/** Requests are counted and limited as ever, only further off: everything here comes without a pause. */
const RAISED = { memberPerMinute: 60_000, orgPerMinute: 120_000, guestPerMinute: 60_000 };
/** What is planted is looked for with the same cases each time. */
const PLANTED_SEED = 20_261_120;
/** Queries that no request drawn by chance is answered: each needs a secret or a signature of its own. */
const NEEDS_MORE = [
  ['applicationStatus', 'is asked for by a statement signed for that one question'],
  ['decision', 'is for auditors, of whom there is none in this world'],
  ['deviceLink', 'is found by what follows from a code'],
  ['myVault', 'nobody in this world has one'],
  ['readerNames', 'waits for an agreement that lets names be seen'],
  ['revealedIdentity', 'waits for the answer of a custodian'],
] as const;

jest.setTimeout(300_000);

let api: TestApi;
const seed = seedOf();
/** The SQLSTATE of everything that PostgreSQL refused this process. */
const states: string[] = [];
const said: { field: string; body: string; token: string | null }[] = [];

beforeAll(async () => {
  noteRefusals();
  const heard = hear();
  api = await startApi(undefined, { limits: RAISED });
  await sendReport(api, await api.signIn(api.world.analyst));
  await makeStrangers(api);
  heard.mockRestore();
  process.stdout.write(`SEALBRIDGE_SEED=${String(seed)} repeats this run\n`);
}, 180_000);
afterEach(() => jest.restoreAllMocks());
afterAll(() => api.stop());

/** Connections take their handlers when they are made: this comes before the first, and stays. */
function noteRefusals(): void {
  const proto = Client.prototype as unknown as { _handleErrorMessage(message: { code: string }): unknown };
  const real = proto._handleErrorMessage;
  proto._handleErrorMessage = function (this: unknown, message) {
    states.push(message.code);
    return real.call(this, message);
  };
}

/** Keeps what is really said to the API while the world is made: signed requests that no chance would make. */
function hear() {
  const real = globalThis.fetch;
  return jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const body = init?.body;
    const field = typeof body === 'string' ? fieldOf(body) : undefined;
    if (typeof body === 'string' && field !== undefined) {
      const authorization = new Headers(init?.headers).get('authorization');
      said.push({ field, body, token: authorization?.replace('Bearer ', '') ?? null });
    }
    return real(input, init);
  });
}

function fieldOf(body: string): string | undefined {
  const { query } = JSON.parse(body) as { readonly query?: string };
  return /(?:query|mutation) \w+[^{]*\{\s*(\w+)/u.exec(query ?? '')?.[1];
}

const target = () => ({ url: api.url, admin: api.admin, cpu: ownCpu, said });

describe('of thousands of operations by people of every role', () => {
  it('none hears of what is another’s, fails inside, or takes long; every other query is reached with a success', async () => {
    const { failures, notes, reached } = await operations({ seed, from: 0, count: OPERATIONS, target: target() });
    process.stdout.write(`${notes.join('\n')}\n`);
    expect(failures).toEqual([]);
    const { queries, anybody } = reached;
    const never = queries.filter((name) => !anybody.has(name));
    expect(NEEDS_MORE.map<string>(([name]) => name)).toEqual(expect.arrayContaining(never));
  });

  /** What the fuzzer has to find, each planted where a resolver gets its answer from. */
  const PLANTED = {
    'foreign member': () => {
      const real = MemberListRepository.prototype.page;
      jest.spyOn(MemberListRepository.prototype, 'page').mockImplementation(async function (
        this: MemberListRepository,
        ...args
      ) {
        const [first, ...more] = await real.apply(this, args);
        return first === undefined ? [] : [{ ...first, member: api.world.outsider.member }, ...more];
      });
    },
    'code INTERNAL': () => {
      jest.spyOn(MeService.prototype, 'me').mockImplementation(() => {
        throw new TypeError('planted');
      });
    },
    'processor time': () => {
      const real = DirectoryService.prototype.byHandle;
      jest.spyOn(DirectoryService.prototype, 'byHandle').mockImplementation(function (
        this: DirectoryService,
        caller,
        handle,
      ) {
        let work = 0;
        for (const one of handle) for (const other of handle) work += one === other ? 1 : 0;
        return real.call(this, caller, work < 0 ? '' : handle);
      });
    },
  };

  it('a leak, a throw and work that grows with the square are found, when they are planted', async () => {
    for (const plant of Object.values(PLANTED)) plant();
    const names = Object.keys(PLANTED);
    const foundIn = (failures: readonly string[]) =>
      names.filter((name) => failures.some((failure) => failure.includes(name)));
    const enough = (failures: readonly string[]) => foundIn(failures).length === names.length;
    const { failures } = await operations({
      seed: PLANTED_SEED,
      from: 0,
      count: OPERATIONS,
      target: target(),
      enough,
    });
    expect(foundIn(failures)).toEqual(names);
  });
});

describe('of strange messages over live connections', () => {
  interface Life {
    readonly begun: boolean;
    readonly said: unknown;
    readonly heard: readonly LiveMessage[];
    readonly end: LiveEnd;
  }

  /** One connection until it is closed, or has answered all that it was told. */
  async function live(random: ReturnType<typeof randomOf>, token: string): Promise<Life> {
    const { beginning, messages } = drawLife(random, token);
    const connection = await connectLive(api.url);
    const heard: LiveMessage[] = [];
    const hear = async (...types: readonly string[]) => {
      const message = await connection.next(...types).catch(() => null);
      if (message !== null) heard.push(message);
      return message !== null;
    };
    connection.send({ type: 'connection_init', payload: beginning });
    const begun = await hear('connection_ack');
    if (begun) {
      for (const message of messages) connection.send(message);
      connection.send({ type: 'ping' });
      await hear('pong');
    }
    connection.close();
    const end = await connection.ended;
    return { begun, said: { beginning, messages }, heard: [...heard, ...connection.waiting], end };
  }

  function faultsIn({ said: words, heard, end }: Life, asker: Asker, grounds: Grounds): readonly string[] {
    const errors = heard.flatMap(({ type, payload }) =>
      type === 'error' ? [...(payload ?? [])] : (payload?.errors ?? []),
    );
    const request = { root: 'inboxChanged', body: JSON.stringify(words) };
    const answer = { status: 200, text: JSON.stringify({ errors, heard }), error: undefined };
    const { faults } = judge(answer, { request, asker, grounds });
    return [...faults, ...(isKnownEnd(end) ? [] : [`closed with ${String(end.code)} ${end.reason}`])];
  }

  it('none brings out inner words, what is another’s, or an end of no meaning, and the door stays open', async () => {
    const grounds = await readGrounds(api.admin);
    const members = grounds.askers.filter(({ token }) => token !== null);
    const failures: string[] = [];
    let begun = 0;
    for (let index = 0; index < CONNECTIONS; index += 1) {
      const asker = members[index % members.length];
      if (asker === undefined) throw new Error('nobody asks');
      const life = await live(randomOf(seed, index), asker.token ?? '');
      begun += life.begun ? 1 : 0;
      const faults = faultsIn(life, asker, grounds);
      failures.push(...faults.map((fault) => `connection ${String(index)} of seed ${String(seed)}: ${fault}`));
    }
    expect(failures).toEqual([]);
    expect(begun).toBeGreaterThan(CONNECTIONS / 2);
    expect(states.splice(0).filter((state) => /^(?:0A|22|42|54|XX)/.test(state))).toEqual([]);
    const liaison = members.find(({ roles }) => roles.includes('liaison'));
    (await watchInbox(api.url, liaison?.token ?? '')).close();
  });
});

describe('of hostile strings in every argument', () => {
  const strings = (change: object = {}) =>
    hostileStrings({
      seed,
      from: 0,
      count: STRINGS,
      target: { ...target(), sqlErrors: () => states.splice(0) },
      ...change,
    });

  it('none reaches SQL as anything but a value, changes rows elsewhere, or brings out inner words', async () => {
    expect(await strings()).toMatchObject({ done: STRINGS, failures: [] });
  });

  it('a text that is put into a statement is found, when it is planted', async () => {
    jest.spyOn(DirectoryService.prototype, 'byHandle').mockImplementation(async (_caller, handle) => {
      await api.admin.query(`SELECT '${handle.replaceAll('\0', '')}'`).catch(() => undefined);
      return null;
    });
    const enough = (failures: readonly string[]) => failures.some((failure) => failure.includes('SQL error 42601'));
    const { failures } = await strings({ seed: PLANTED_SEED, enough });
    expect(failures.join()).toContain('SQL error 42601');
  });
});

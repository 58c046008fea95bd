// Who is closed when looks at sessions come late, come to nothing, or come to nothing for one connection among many.
import { EventEmitter } from 'node:events';

import { POLICY } from '@sealbridge/policy';
import { ready } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import type { WebSocket } from 'ws';

import type { PolicyInForce } from '../../access/policy-in-force.js';
import type { Log } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Connection } from './connection.js';
import { Connections } from './connections.js';
import type { GroundsRepository, SessionGrounds } from './grounds.repository.js';
import { CLOSE, CLOSED_WITHIN_MS, MAX_FAILED, MAX_UNANSWERED, WATCH_MS } from './live-rules.js';
import { SessionWatch } from './session-watch.js';

const UNWATCHED = [CLOSE.LATER, 'unwatched'];

type Found = ReadonlyMap<string, SessionGrounds>;

/** A socket that keeps what it was closed with. */
class Socket extends EventEmitter {
  closedWith: unknown[] | null = null;
  terminated = false;
  close(...how: unknown[]): void {
    this.closedWith ??= how;
  }
  terminate(): void {
    this.terminated = true;
  }
  ping(): void {
    this.emit('pong');
  }
}

let connections: Connections;
let ask: jest.Mock<Promise<Found>, [readonly Uint8Array[]]>;

beforeAll(ready);
beforeEach(() => {
  jest.useFakeTimers();
  connections = new Connections(new Metrics());
  ask = jest.fn<Promise<Found>, [readonly Uint8Array[]]>();
  const policies = { look: () => Promise.resolve({ policy: POLICY, seq: 0, signed: true }) };
  const log = { error: () => undefined };
  const watch = new SessionWatch(
    connections,
    { of: ask } as unknown as GroundsRepository,
    policies as unknown as PolicyInForce,
    log as unknown as Log,
  );
  watch.onApplicationBootstrap();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A connection of the member `n`, with what its one stream answers when it is asked again. */
function connected(n: number, recheck: () => Promise<string | null> = () => Promise.resolve(null)): Socket {
  const socket = new Socket();
  const client = { build: null, address: '127.0.0.1', ownPages: true };
  const connection = new Connection(socket as unknown as WebSocket, { client, cookie: null });
  const id = idFromBytes(new Uint8Array(16).fill(n));
  const token = new Uint8Array(32).fill(n);
  connection.standFor({ organisation: id, member: id, device: id, tokenSha256: token } as never);
  connection.hold({ recheck, over: () => undefined });
  connections.add(connection);
  return socket;
}

const alive = (): Promise<Found> =>
  Promise.resolve(
    new Map(
      connections
        .known()
        .map(({ sessionKey }) => [sessionKey ?? '', { alive: true, standing: 'active', grounds: 'same' }]),
    ),
  );
const looks = (count: number): Promise<void> => jest.advanceTimersByTimeAsync(count * WATCH_MS);

it('nobody is closed because a look takes its time', async () => {
  const socket = connected(1);
  let answer: (found: Found) => void = () => undefined;
  ask.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve))).mockImplementation(alive);
  await looks(MAX_UNANSWERED - 1);
  expect(ask).toHaveBeenCalledTimes(1);
  answer(await alive());
  await looks(2 * MAX_UNANSWERED);
  expect(socket.closedWith).toBeNull();
});

it.each([
  ['answers', () => new Promise<Found>(() => undefined)],
  ['can tell', () => Promise.reject(new Error('no database'))],
])('everybody is closed when nobody %s', async (_what, answer) => {
  const sockets = [connected(1), connected(2)];
  ask.mockImplementation(answer);
  await looks(MAX_UNANSWERED);
  expect(sockets.map(({ closedWith }) => closedWith)).toEqual([null, null]);
  await looks(2);
  expect(sockets.map(({ closedWith }) => closedWith)).toEqual([UNWATCHED, UNWATCHED]);
});

it('a connection of which policy cannot tell is closed, and no other', async () => {
  ask.mockImplementation(alive);
  const failing = jest.fn(() => Promise.reject(new Error('of this one')));
  const [bad, good] = [connected(1, failing), connected(2)];
  await looks(MAX_FAILED - 1);
  expect(bad.closedWith).toBeNull();
  await looks(1);
  expect(bad.closedWith).toEqual(UNWATCHED);
  await looks(2 * MAX_UNANSWERED);
  expect(good.closedWith).toBeNull();
});

it('many that are asked again, slowly, are closed by nothing but their answers', async () => {
  ask.mockImplementation(alive);
  const slow = (): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), WATCH_MS * 10));
  const sockets = Array.from({ length: 40 }, (_, n) => connected(n, slow));
  await looks(3 * MAX_UNANSWERED);
  expect(sockets.filter(({ closedWith }) => closedWith !== null)).toHaveLength(0);
});

it('who takes no notice of being closed is cut off', async () => {
  const socket = connected(1);
  ask.mockImplementation(() => Promise.resolve(new Map()));
  await looks(1);
  expect(socket.closedWith).toEqual([CLOSE.NO_SESSION, 'session_over']);
  expect(socket.terminated).toBe(false);
  await jest.advanceTimersByTimeAsync(CLOSED_WITHIN_MS);
  expect(socket.terminated).toBe(true);
});

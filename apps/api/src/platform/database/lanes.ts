import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * For whom a connection is taken: a stranger; somebody signed in, or our own jobs; what may save a life, and the question whose session a
 * request has, which stands before each.
 */
export type Lane = 'guest' | 'member' | 'urgent';

/** Strangers never hold more than one of so many connections. */
const GUESTS_SHARE = 2;
/** One of so many connections is kept for what is urgent. */
const URGENT_SHARE = 8;

const lanes = new AsyncLocalStorage<Lane>();

/** Runs work whose connections are taken for `lane`. */
export function inLane<T>(lane: Lane, work: () => T): T {
  return lanes.run(lane, work);
}

/** For whom this runs: `member` where nothing else was said. */
export function currentLane(): Lane {
  return lanes.getStore() ?? 'member';
}

/** Gives a connection back; called once. */
export type Release = () => void;

interface Waiting {
  readonly lane: Lane;
  readonly enter: (release: Release) => void;
}

/**
 * Who may have a connection of a pool: however long the work of strangers hangs, members have the other half; however long theirs does,
 * what is urgent has one. Who waits is served in the order of coming, what is urgent first.
 */
export class ConnectionShares {
  readonly #most: Readonly<Record<Lane, number>>;
  readonly #taken: Record<Lane, number> = { guest: 0, member: 0, urgent: 0 };
  readonly #queue: Waiting[] = [];

  /** Of a pool of `size` connections. */
  constructor(size: number) {
    this.#most = {
      guest: Math.max(1, Math.floor(size / GUESTS_SHARE)),
      member: size - Math.floor(size / URGENT_SHARE),
      urgent: size,
    };
  }

  /** A connection may be taken when this resolves. */
  async enter(lane: Lane): Promise<Release> {
    return this.#mayTake(lane) ? this.#take(lane) : new Promise((enter) => this.#queue.push({ lane, enter }));
  }

  #mayTake(lane: Lane): boolean {
    const { guest, member, urgent } = this.#taken;
    const all = guest + member + urgent;
    if (lane === 'urgent') return all < this.#most.urgent;
    return all < this.#most.member && (lane !== 'guest' || guest < this.#most.guest);
  }

  #take(lane: Lane): Release {
    this.#taken[lane] += 1;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#taken[lane] -= 1;
      this.#letIn();
    };
  }

  #letIn(): void {
    const urgent = this.#queue.findIndex(({ lane }) => lane === 'urgent');
    const next = urgent === -1 ? this.#queue.findIndex(({ lane }) => this.#mayTake(lane)) : urgent;
    const [waiting] = next === -1 ? [] : this.#queue.splice(next, 1);
    waiting?.enter(this.#take(waiting.lane));
  }
}

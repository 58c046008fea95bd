/** Who asks: a stranger, somebody signed in, or somebody signed in whose report may save a life. */
export type Asking = 'guest' | 'member' | 'urgent';

/** Operations that are worked on at the same time in one process: four for each connection to PostgreSQL. */
export const MAX_UNDER_WAY = 64;
/** Of these, operations of strangers: a flood of theirs leaves the rest to people who are signed in. */
export const MAX_GUESTS_UNDER_WAY = 32;
/** Operations that wait for a place. */
export const MAX_QUEUED = 256;
/** Of these, operations of strangers. */
export const MAX_GUESTS_QUEUED = 64;
/** Nobody waits for a place longer than this, in milliseconds. */
export const MAX_QUEUED_MS = 2_000;

/** Gives a place back; called once. */
export type Leave = () => void;

interface Waiting {
  readonly asking: Asking;
  readonly enter: (leave: Leave | null) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Bounded work and a bounded queue before it. What is beyond both is turned away at once, which costs next to nothing; what is urgent
 * never waits and is never turned away.
 */
export class Admission {
  readonly #underWay: Record<Asking, number> = { guest: 0, member: 0, urgent: 0 };
  readonly #queue: Waiting[] = [];

  get underWay(): number {
    return this.#underWay.guest + this.#underWay.member + this.#underWay.urgent;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** Whether somebody signed in would have to wait, or be turned away. */
  get isFull(): boolean {
    return !this.#mayPass('member');
  }

  /** A place, at once or after a wait; null when there is none. */
  enter(asking: Asking): Leave | Promise<Leave | null> | null {
    if (asking === 'urgent' || this.#mayPass(asking)) return this.#take(asking);
    return this.#hasRoom(asking) ? this.#wait(asking) : null;
  }

  /** There is a place, and nobody who waits could have it: strangers over their share hold up nobody. */
  #mayPass(asking: Asking): boolean {
    return this.#hasPlace(asking) && !this.#queue.some((waiting) => this.#hasPlace(waiting.asking));
  }

  #hasPlace(asking: Asking): boolean {
    return this.underWay < MAX_UNDER_WAY && (asking !== 'guest' || this.#underWay.guest < MAX_GUESTS_UNDER_WAY);
  }

  #hasRoom(asking: Asking): boolean {
    if (this.#queue.length >= MAX_QUEUED) return false;
    return asking !== 'guest' || this.#queue.filter((waiting) => waiting.asking === 'guest').length < MAX_GUESTS_QUEUED;
  }

  #take(asking: Asking): Leave {
    this.#underWay[asking] += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#underWay[asking] -= 1;
      this.#letIn();
    };
  }

  #wait(asking: Asking): Promise<Leave | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        resolve(null);
      }, MAX_QUEUED_MS);
      const waiting: Waiting = { asking, enter: resolve, timer };
      this.#queue.push(waiting);
    });
  }

  /** The first of those who may. */
  #letIn(): void {
    const next = this.#queue.findIndex(({ asking }) => this.#hasPlace(asking));
    const [waiting] = next === -1 ? [] : this.#queue.splice(next, 1);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    waiting.enter(this.#take(waiting.asking));
  }
}

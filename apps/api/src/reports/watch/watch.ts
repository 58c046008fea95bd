import type { Id } from '@sealbridge/vocabulary';

import type { LiveStream } from '../../platform/graphql/live-stream.js';

import type { InboxChanged } from './inbox-watch.types.js';

/** Changes that wait to be taken; who takes none for so long comes back and asks the inbox. */
const MAX_WAITING = 200;

/** What a subscription gives, in the form in which GraphQL wants the value of a field. */
export interface Told {
  readonly inboxChanged: InboxChanged;
}

/** What a watch does besides telling, for whoever made it. */
export interface Hooks {
  /** Asks policy again: the member's units now, or why no more. Called one at a time. */
  ask(): Promise<{ readonly units: readonly Id[] } | { readonly refused: string }>;
  /** Called once when the watch is over: how many changes it told, and why it ended when its session did or policy refused. */
  end(told: number, ending: Ending): Promise<void>;
  /** Called when changes were lost for this watch. */
  lost(): void;
}

/** How a watch ended: by itself; with its session; or refused, which stands in the log already. */
export type Ending =
  { readonly by: 'reader' } | { readonly by: 'session'; readonly reason: string } | { readonly by: 'policy' };

/** One subscription to the changes of an inbox: an iterator for GraphQL, filled from outside. */
export class Watch implements LiveStream, AsyncIterableIterator<Told> {
  /** Units of the member, as of the last decision. */
  units: readonly Id[] = [];
  readonly #waiting: Told[] = [];
  #next: ((result: IteratorResult<Told>) => void) | null = null;
  #ending: Ending = { by: 'reader' };
  #over: Promise<void> | null = null;
  #told = 0;

  constructor(private readonly hooks: Hooks) {}

  /** The first thing told: whoever asks the inbox after it misses nothing. */
  begin(units: readonly Id[]): void {
    this.units = units;
    this.#give({ inboxChanged: { reportId: null, kind: 'begun', at: new Date() } });
  }

  /** Tells a change; when it is over nobody hears it. */
  tell(inboxChanged: InboxChanged): void {
    if (this.#over !== null) return;
    this.#told += 1;
    this.#give({ inboxChanged });
  }

  async recheck(): Promise<string | null> {
    const answer = await this.hooks.ask();
    if ('units' in answer) {
      this.units = answer.units;
      return null;
    }
    this.#ending = { by: 'policy' };
    return answer.refused;
  }

  over(reason: string): void {
    if (this.#ending.by === 'reader') this.#ending = { by: 'session', reason };
  }

  next(): Promise<IteratorResult<Told>> {
    const value = this.#waiting.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#over !== null) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.#next = resolve;
    });
  }

  /** Ends it. Resolves when what is to be written about that is written. */
  async return(): Promise<IteratorResult<Told>> {
    this.#waiting.length = 0;
    this.#over ??= this.hooks.end(this.#told, this.#ending);
    this.#next?.({ value: undefined, done: true });
    this.#next = null;
    await this.#over;
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #give(told: Told): void {
    if (this.#next !== null) {
      this.#next({ value: told, done: false });
      this.#next = null;
    } else if (this.#waiting.length < MAX_WAITING) {
      this.#waiting.push(told);
    } else {
      this.hooks.lost();
    }
  }
}

// Items that are used up by use and made ahead of time, dealt out so that every slice gets the same number of them.
import type { Contender } from '../round-robin.js';

/** The items of one contender. A slice whose share is used up ends early: its rate is over the time it took. */
export class Supply<Item> {
  readonly #share: number;
  readonly #items: Item[];

  /** `slices` counts the warm-up. */
  constructor(items: readonly Item[], slices: number) {
    this.#share = Math.floor(items.length / slices);
    this.#items = [...items];
  }

  share(): Item[] {
    return this.#items.splice(0, this.#share);
  }
}

/** Keeps `concurrency` loops going, each operation on an item of its own. */
export function consuming<Item>(
  concurrency: number,
  supply: Supply<Item>,
  operation: (item: Item, lane: number) => Promise<void>,
): Contender['run'] {
  return async (until, record) => {
    const share = supply.share();
    const loop = async (lane: number): Promise<void> => {
      for (let item = share.pop(); item !== undefined && performance.now() < until; item = share.pop()) {
        const from = performance.now();
        await operation(item, lane);
        record(performance.now() - from);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, (_, lane) => loop(lane)));
  };
}

/** Does something for every item, `concurrency` at a time. Results are in the order of the items. */
export async function forEachOf<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, lane: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const loop = async (lane: number): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item, lane);
  };
  await Promise.all(Array.from({ length: concurrency }, (_, lane) => loop(lane)));
  return results;
}

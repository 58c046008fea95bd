import { epochKey, type Epoch, MAX_RECOVERY_LOCKBOXES } from '@sealbridge/directory';
import { type Id, parseId } from '@sealbridge/vocabulary';

import { epochsToKeep } from './epochs-to-keep.js';

const idOf = (number: number): Id => {
  const id = parseId(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);
  if (id === null) throw new Error('no id');
  return id;
};
const OFTEN = idOf(1);
const RARELY = idOf(2);
const EPOCHS = new Map([
  [OFTEN, MAX_RECOVERY_LOCKBOXES + 100],
  [RARELY, 3],
]);
const state = { currentEpoch: (unit: Id) => ({ epoch: EPOCHS.get(unit) ?? 0 }) as Epoch };
const all = [...EPOCHS].flatMap(([unit, count]) =>
  Array.from({ length: count }, (_, at) => epochKey({ unit, epoch: at + 1 })),
);
const setup = (names: readonly string[]) => ({ lockboxes: new Map(names.map((name) => [name, new Uint8Array(32)])) });
const kept = (names: readonly string[], mine: readonly string[] = []): string[] =>
  epochsToKeep(state, setup(names), new Set(mine)).map(epochKey);

describe('the epochs that a completion seals to the next recovery key', () => {
  it('are all of them while they fit', () => {
    const few = all.slice(0, MAX_RECOVERY_LOCKBOXES);
    expect(kept(few).toSorted()).toEqual(few.toSorted());
  });

  it('are not those of one unit alone when it had more new keys than fit: the key of a unit that was rarely rotated stays', () => {
    const names = kept(all);
    expect(names).toHaveLength(MAX_RECOVERY_LOCKBOXES);
    expect(names.filter((name) => name.startsWith(RARELY)).toSorted()).toEqual(
      [1, 2, 3].map((epoch) => epochKey({ unit: RARELY, epoch })),
    );
  });

  it('are first of all those that the member held, old as they are', () => {
    const old = epochKey({ unit: OFTEN, epoch: 1 });
    expect(kept(all, [old])[0]).toBe(old);
    expect(kept(all)).not.toContain(old);
  });
});

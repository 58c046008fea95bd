// The rules of a recovery, said a second time in the shortest way, against the replay: over any order of starts, approvals, cancels,
// completions and other keys, at whatever hours, they accept the same and say the same.
import fc from 'fast-check';
import { makeSmallWorld, type DirectoryFixture, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { guardHarbour, type GuardianFixture } from '../../../../test/support/guardian-fixture.js';
import { DirectoryError } from '../directory-error.js';

const DELAY = 24;
const THRESHOLD = 2;

interface Step {
  readonly act: 'start' | 'approve' | 'cancel' | 'complete' | 'key';
  readonly by: number;
  /** Hours since the step before. */
  readonly wait: number;
}

interface Model {
  readonly open: { readonly since: number; readonly approved: readonly number[] } | null;
  /** Who started what somebody else cancelled, under the key in force. */
  readonly stopped: number | null;
  readonly completed: number;
}

/** The model after a step, or null when it is refused. */
function next(model: Model, { act, by }: Step, hour: number): Model | null {
  const { open } = model;
  switch (act) {
    case 'start':
      if (open !== null || model.stopped === by) return null;
      return { ...model, open: { since: hour, approved: [by] }, stopped: null };
    case 'approve':
      if (open === null || open.approved.includes(by)) return null;
      return { ...model, open: { ...open, approved: [...open.approved, by] } };
    case 'cancel':
      if (open === null) return null;
      return { ...model, open: null, stopped: open.approved[0] === by ? null : (open.approved[0] ?? null) };
    case 'complete':
      if (open === null || open.approved.length < THRESHOLD || hour < open.since + DELAY) return null;
      return { open: null, stopped: null, completed: model.completed + 1 };
    case 'key':
      return { ...model, open: null, stopped: null };
  }
}

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom('start', 'start', 'approve', 'approve', 'cancel', 'complete', 'complete', 'key'),
    by: fc.nat({ max: 2 }),
    wait: fc.constantFrom(0, 1, 12, 23, 24, 25),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('recoveries', () => {
  let world: SmallWorld;
  let guarded: GuardianFixture;
  beforeAll(async () => {
    world = await makeSmallWorld();
    guarded = guardHarbour(world);
  });

  it('are started, approved, cancelled and completed exactly as the rules say, in whatever order and at whatever hours', () => {
    const { directory, harbour, analyst } = world;
    const org = harbour.org.org;
    const { state, hour: first } = directory;
    const taken = { accepted: 0, refused: 0, completed: 0 };
    fc.assert(
      fc.property(steps, (list) => {
        directory.state = state;
        directory.hour = first;
        let model: Model = { open: null, stopped: null, completed: 0 };
        for (const step of list) {
          directory.hour += step.wait;
          const expected = next(model, step, directory.hour);
          expect(accepts(directory, step)).toBe(expected !== null);
          taken[expected === null ? 'refused' : 'accepted'] += 1;
          model = expected ?? model;
          const all = directory.state.recoveries(org);
          expect(all.filter((one) => one.state === 'open').length).toBe(model.open === null ? 0 : 1);
          expect(all.filter((one) => one.state === 'completed').length).toBe(model.completed);
          const active = directory.state.devicesOf(analyst.member).filter(({ ended }) => ended === null);
          expect(active).toHaveLength(1);
        }
        taken.completed += model.completed;
      }),
      { numRuns: 150 },
    );
    expect(Math.min(taken.accepted, taken.refused)).toBeGreaterThan(100);
    expect(taken.completed).toBeGreaterThan(5);
  });

  function accepts(directory: DirectoryFixture, { act, by }: Step): boolean {
    const { harbour, analyst } = world;
    const recovery = directory.state.recoveries(harbour.org.org).at(-1)?.id ?? directory.id('nothing');
    try {
      if (act === 'start') guarded.start(analyst.member, 'replaced', by);
      else if (act === 'approve') guarded.approve(recovery, by);
      else if (act === 'cancel') guarded.cancel(recovery, by);
      else if (act === 'complete') guarded.complete(recovery, [], by);
      else guarded.name();
      return true;
    } catch (error) {
      if (error instanceof DirectoryError && error.code.startsWith('E_RECOVERY')) return false;
      throw error;
    }
  }
});

// The rules of suspension, said a second time in the shortest way, against the replay: over any order of events and hours they
// accept the same and say the same.
import fc from 'fast-check';
import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { DirectoryError } from './directory-error.js';

type DeviceKeys = SmallWorld['admin'];

const DAY = 24;

interface Step {
  readonly act: 'emergency' | 'confirmed' | 'lift';
  readonly by: number;
  /** Hours since the step before. */
  readonly wait: number;
}

interface Model {
  /** The suspension that is not lifted. */
  readonly open: { readonly since: number; readonly by: number; readonly confirmed: boolean } | null;
  /** Who began the last suspension that nobody confirmed. */
  readonly unconfirmedBy: number | null;
}

function isSuspended({ open }: Model, hour: number): boolean {
  return open !== null && (open.confirmed || hour - open.since < DAY);
}

/** The model after a step, or null when it is refused. */
function next(model: Model, { act, by }: Step, hour: number): Model | null {
  const { open } = model;
  switch (act) {
    case 'emergency':
      if (isSuspended(model, hour) || model.unconfirmedBy === by) return null;
      return { open: { since: hour, by, confirmed: false }, unconfirmedBy: by };
    case 'confirmed':
      if (open === null || open.confirmed || open.by === by || hour - open.since > DAY) return null;
      return { open: { ...open, confirmed: true }, unconfirmedBy: null };
    case 'lift':
      return open === null ? null : { ...model, open: null };
  }
}

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom('emergency', 'confirmed', 'lift'),
    by: fc.nat({ max: 2 }),
    wait: fc.constantFrom(0, 1, 12, 23, 24, 25),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('suspensions', () => {
  let world: SmallWorld;
  let stewards: DeviceKeys[];
  beforeAll(async () => {
    world = await makeSmallWorld();
    const { directory } = world;
    stewards = [...directory.stewardDevices, directory.person(directory.stewards, [], ['steward'])];
  });

  it('are begun, confirmed and lifted exactly as the rules say, in whatever order and at whatever hours', () => {
    const { directory, northgate } = world;
    const subject = northgate.org.org;
    const { state, hour: first } = directory;
    const taken = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(steps, (list) => {
        directory.state = state;
        directory.hour = first;
        let model: Model = { open: null, unconfirmedBy: null };
        for (const step of list) {
          directory.hour += step.wait;
          const expected = next(model, step, directory.hour);
          expect(accepts(step)).toBe(expected !== null);
          taken[expected === null ? 'refused' : 'accepted'] += 1;
          model = expected ?? model;
          for (const later of [0, 1, 23, 24, 1000]) {
            const hour = directory.hour + later;
            expect(directory.state.isSuspended(subject, hour)).toBe(isSuspended(model, hour));
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(Math.min(taken.accepted, taken.refused)).toBeGreaterThan(100);
  });

  function accepts({ act, by: number }: Step): boolean {
    const { directory, northgate } = world;
    const by = stewards[number] as DeviceKeys;
    try {
      if (act === 'lift') directory.lift(northgate.org, { by });
      else directory.suspend(northgate.org, { measure: act, by });
      return true;
    } catch (error) {
      if (error instanceof DirectoryError && error.code === 'E_SUSPENSION') return false;
      throw error;
    }
  }
});

import {
  Admission,
  type Asking,
  MAX_GUESTS_QUEUED,
  MAX_GUESTS_UNDER_WAY,
  MAX_QUEUED,
  MAX_QUEUED_MS,
  MAX_UNDER_WAY,
} from './admission.js';

type Entered = ReturnType<Admission['enter']>;

const enter = (admission: Admission, asking: Asking, times: number): Entered[] =>
  Array.from({ length: times }, () => admission.enter(asking));
const placeOf = (entered: Entered | undefined): (() => void) => {
  if (typeof entered !== 'function') throw new Error('there was no place');
  return entered;
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('admission', () => {
  it('bounds what is under way and what waits, and turns the rest away at once', () => {
    const admission = new Admission();
    const entered = enter(admission, 'member', MAX_UNDER_WAY + MAX_QUEUED + 5);
    expect(entered.filter((one) => typeof one === 'function')).toHaveLength(MAX_UNDER_WAY);
    expect(entered.filter((one) => one instanceof Promise)).toHaveLength(MAX_QUEUED);
    expect(entered.filter((one) => one === null)).toHaveLength(5);
    expect([admission.underWay, admission.queued]).toEqual([MAX_UNDER_WAY, MAX_QUEUED]);
  });

  it('keeps strangers to their part, so that members pass a flood of them', () => {
    const admission = new Admission();
    const strangers = enter(admission, 'guest', 10_000);
    expect(strangers.filter((one) => typeof one === 'function')).toHaveLength(MAX_GUESTS_UNDER_WAY);
    expect(admission.queued).toBe(MAX_GUESTS_QUEUED);
    const members = enter(admission, 'member', MAX_UNDER_WAY - MAX_GUESTS_UNDER_WAY);
    expect(members.every((one) => typeof one === 'function')).toBe(true);
  });

  it('never makes what is urgent wait', () => {
    const admission = new Admission();
    void enter(admission, 'member', MAX_UNDER_WAY + MAX_QUEUED);
    expect(admission.isFull).toBe(true);
    expect(enter(admission, 'urgent', 100).every((one) => typeof one === 'function')).toBe(true);
  });

  it('lets in whoever came first of those who may, and a place given back twice is one', async () => {
    const admission = new Admission();
    const [guest] = enter(admission, 'guest', MAX_GUESTS_UNDER_WAY);
    const [member] = enter(admission, 'member', MAX_UNDER_WAY - MAX_GUESTS_UNDER_WAY);
    const waitingGuest = admission.enter('guest');
    const waitingMember = admission.enter('member');
    placeOf(member)();
    placeOf(member)();
    expect(typeof (await waitingMember)).toBe('function');
    expect([admission.underWay, admission.queued]).toEqual([MAX_UNDER_WAY, 1]);
    placeOf(guest)();
    expect(typeof (await waitingGuest)).toBe('function');
    expect(admission.queued).toBe(0);
  });

  it('lets nobody wait for ever', async () => {
    const admission = new Admission();
    void enter(admission, 'member', MAX_UNDER_WAY);
    const waiting = admission.enter('member');
    jest.advanceTimersByTime(MAX_QUEUED_MS);
    expect(await waiting).toBeNull();
    expect(admission.queued).toBe(0);
  });

  it('has room again at once when a flood is over', () => {
    const admission = new Admission();
    const flood = enter(admission, 'member', 5_000);
    jest.advanceTimersByTime(MAX_QUEUED_MS);
    for (const entered of flood) if (typeof entered === 'function') entered();
    expect([admission.underWay, admission.queued, admission.isFull]).toEqual([0, 0, false]);
  });
});

import { useEffect, useState } from 'react';

/** Without a key or a touch for this long the keys leave memory, in milliseconds. */
export const LOCK_AFTER_MS = 600_000;
/** And this long before, a warning offers to stay. */
export const WARN_BEFORE_MS = 120_000;
/** Three presses of Shift within this many milliseconds lock at once. */
const THRICE_WITHIN_MS = 1_200;
const LOOK_EVERY_MS = 1_000;
const PRESSES = 3;

/** How long until the lock, in whole seconds, once the warning is due; null before. */
export function useIdleLock(
  active: boolean,
  lock: () => void,
): { readonly secondsLeft: number | null; readonly stay: () => void } {
  const [last, setLast] = useState(() => Date.now());
  const [now, setNow] = useState(() => Date.now());
  const stay = (): void => setLast(Date.now());
  useEffect(() => {
    if (!active) return;
    // once the warning is there it is answered, not typed away: its buttons could not be pressed otherwise
    const moved = (): void =>
      setLast((before) => (Date.now() - before < LOCK_AFTER_MS - WARN_BEFORE_MS ? Date.now() : before));
    const timer = setInterval(() => setNow(Date.now()), LOOK_EVERY_MS);
    for (const name of ['keydown', 'pointerdown'] as const) addEventListener(name, moved);
    return () => {
      clearInterval(timer);
      for (const name of ['keydown', 'pointerdown'] as const) removeEventListener(name, moved);
    };
  }, [active]);
  const left = last + LOCK_AFTER_MS - now;
  useEffect(() => {
    if (active && left <= 0) lock();
  }, [active, left, lock]);
  return { secondsLeft: active && left <= WARN_BEFORE_MS ? Math.max(0, Math.ceil(left / 1000)) : null, stay };
}

/** Shift three times locks, on every page where keys are open. */
export function useShiftLock(active: boolean, lock: () => void): void {
  useEffect(() => {
    if (!active) return;
    let presses: number[] = [];
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'Shift' || event.repeat) {
        if (event.key !== 'Shift') presses = [];
        return;
      }
      presses = [...presses.filter((time) => event.timeStamp - time < THRICE_WITHIN_MS), event.timeStamp];
      if (presses.length >= PRESSES) lock();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [active, lock]);
}

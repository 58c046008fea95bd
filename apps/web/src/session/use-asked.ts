import { useCallback, useEffect, useState } from 'react';

import { asFailure, type FailureParts } from '../worker/failure.js';

/** Something that a page has to know before it can show it. */
export type Asked<T> =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: FailureParts };

/** Asks when the page opens, and again on demand. `ask` has to keep its identity between renderings. */
export function useAsked<T>(ask: () => Promise<T>): { readonly asked: Asked<T>; readonly again: () => void } {
  const [asked, setAsked] = useState<Asked<T>>({ state: 'asking' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let open = true;
    ask().then(
      (value) => open && setAsked({ state: 'here', value }),
      (error: unknown) => open && setAsked({ state: 'failed', failure: asFailure(error) }),
    );
    return () => {
      open = false;
    };
  }, [ask, round]);
  return { asked, again: useCallback(() => setRound((before) => before + 1), []) };
}

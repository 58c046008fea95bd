import { useCallback, useState } from 'react';

import { asFailure, type FailureParts } from '../worker/failure.js';

/** Work that a page has begun: whether it goes on, and how it failed. */
export interface Work {
  readonly busy: boolean;
  readonly failure: FailureParts | null;
  /** Runs one piece of work; a second press while it goes on does nothing. Never rejects. */
  readonly run: (work: () => Promise<void>) => void;
  readonly clear: () => void;
}

/** One piece of work at a time, with what a page shows of it. */
export function useWork(): Work {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<FailureParts | null>(null);
  const run = useCallback(
    (work: () => Promise<void>) => {
      if (busy) return;
      setBusy(true);
      setFailure(null);
      work()
        .catch((error: unknown) => setFailure(asFailure(error)))
        .finally(() => setBusy(false));
    },
    [busy],
  );
  const clear = useCallback(() => setFailure(null), []);
  return { busy, failure, run, clear };
}

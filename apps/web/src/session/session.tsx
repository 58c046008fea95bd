import {
  createContext,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';

import { asFailure, WorkFailure } from '../worker/failure.js';
import type { KnownDevice, PasskeyRequest, PasskeyShown, Who, WorkProgress } from '../worker/operations.js';
import { createPasskey, showPasskey } from './passkey.js';
import { type RunningWorker, startWorker } from './start-worker.js';

/** Where a person stands in this tab. `locked`: somebody was in, and the keys are gone from memory. */
export type Standing =
  | { readonly at: 'looking' }
  | { readonly at: 'outside'; readonly known: readonly KnownDevice[] }
  | {
      readonly at: 'locked';
      readonly device: string;
      readonly organisation: string;
      /** The session was ended from elsewhere, and not by this tab. */
      readonly ended: boolean;
    }
  | { readonly at: 'inside'; readonly who: Who };

/** A prompt of the browser that waits for the person to have read what it is for. */
export interface AnnouncedPrompt {
  readonly why: PasskeyRequest['why'];
  readonly go: () => void;
  readonly cancel: () => void;
}

/** The session of this tab. */
export interface Session {
  readonly standing: Standing;
  readonly worker: RunningWorker;
  readonly progress: WorkProgress | null;
  readonly announced: AnnouncedPrompt | null;
  /** The keys are open: what the pages show follows from who it is. */
  readonly enter: (who: Who) => void;
  /** Ends the worker, and with it every key in memory. */
  readonly lock: () => void;
  /** Ends the session at the server too. */
  readonly leave: (everywhere: boolean) => Promise<void>;
  /** Looks again at what this browser keeps. */
  readonly look: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

/** The session of this tab. Throws outside of SessionProvider. */
export function useSession(): Session {
  const session = useContext(Context);
  if (session === null) throw new Error('no session around');
  return session;
}

/** Keeps one worker alive, ends it to lock, and passes on what it asks of the person. */
export function SessionProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [standing, setStanding] = useState<Standing>({ at: 'looking' });
  const [progress, setProgress] = useState<WorkProgress | null>(null);
  const [announced, setAnnounced] = useState<AnnouncedPrompt | null>(null);
  const start = useCallback(
    () =>
      startWorker({ createPasskey, progress: setProgress, showPasskey: (request) => announce(request, setAnnounced) }),
    [],
  );
  const [worker, setWorker] = useState(start);
  const look = useCallback(async () => {
    setStanding({ at: 'outside', known: await worker.call('known') });
  }, [worker]);
  const renew = useCallback(() => {
    worker.end();
    setProgress(null);
    setAnnounced(null);
    setWorker(start());
  }, [worker, start]);
  useLooking(standing, look);
  const lockNow = useCallback(
    (ended: boolean) => {
      setStanding((before) => (before.at === 'inside' ? lockedFrom(before.who, ended) : before));
      renew();
    },
    [renew],
  );
  const watched = useWatched(standing, worker, lockNow);
  const session = useMemo<Session>(
    () => ({
      standing,
      worker: watched,
      progress,
      announced,
      look,
      enter: (who) => setStanding({ at: 'inside', who }),
      lock: () => lockNow(false),
      leave: async (everywhere) => {
        await worker.call(everywhere ? 'signOutEverywhere' : 'signOut').catch(() => undefined);
        renew();
        setStanding({ at: 'looking' });
      },
    }),
    [standing, worker, watched, progress, announced, look, renew, lockNow],
  );
  return <Context value={session}>{children}</Context>;
}

function lockedFrom({ device, organisation }: Who, ended: boolean): Standing {
  return { at: 'locked', device, organisation, ended };
}

/**
 * The worker, watched while somebody is inside: when the server no longer knows the session, whatever was asked, the tab locks. It is
 * asked as well each time somebody comes back to the tab; a tab that nobody looks at asks nothing, which would keep its session alive.
 */
function useWatched({ at }: Standing, worker: RunningWorker, lockNow: (ended: boolean) => void): RunningWorker {
  const isInside = at === 'inside';
  const watched = useMemo(
    () => (isInside ? lockingWorker(worker, () => lockNow(true)) : worker),
    [isInside, worker, lockNow],
  );
  useEffect(() => {
    if (!isInside) return;
    const back = (): void => {
      if (document.visibilityState === 'visible') watched.call('stillSignedIn').catch(() => undefined);
    };
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [isInside, watched]);
  return watched;
}

/** The worker, with `lock` called once when the server no longer knows the session: several calls may find that out at once. */
function lockingWorker(worker: RunningWorker, lock: () => void): RunningWorker {
  let isGone = false;
  const found = (): void => {
    if (!isGone) lock();
    isGone = true;
  };
  return {
    ...worker,
    call: (name, ...input) =>
      worker.call(name, ...input).catch((error: unknown) => {
        if (asFailure(error).kind === 'sign_in') found();
        throw error;
      }),
  };
}

/** Looks once each time nobody knows where the person stands. */
function useLooking({ at }: Standing, look: () => Promise<void>): void {
  const under = useRef(false);
  useEffect(() => {
    if (at !== 'looking' || under.current) return;
    under.current = true;
    void look().finally(() => (under.current = false));
  }, [at, look]);
}

/** A prompt that the person's own press did not announce waits until they have read what it is for. */
async function announce(request: PasskeyRequest, set: (prompt: AnnouncedPrompt | null) => void): Promise<PasskeyShown> {
  if (request.why === 'sign_in') return showPasskey(request);
  const read = new Promise<void>((resolve, reject) => {
    const cancel = (): void => reject(new WorkFailure({ code: 'E_PASSKEY_PROMPT', kind: 'cancelled' }));
    set({ why: request.why, go: resolve, cancel });
  });
  try {
    await read;
    return await showPasskey(request);
  } finally {
    set(null);
  }
}

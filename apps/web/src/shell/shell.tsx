import { lazy, type MouseEvent, type ReactElement, type ReactNode, Suspense } from 'react';

import { CONTENT } from '../design/parts/page.js';
import { useIdleLock, useShiftLock } from '../session/idle-lock.js';
import { useSession } from '../session/session.js';
import { shell } from '../words/shell.js';
import { useSay } from '../words/words.js';
import { Navigation } from './navigation.js';
import { TopBar } from './top-bar.js';

const IdleWarning = lazy(() => import('./idle-warning.js'));
const AnnouncedPrompt = lazy(() => import('./announced-prompt.js'));

/** The frame of every page: top bar, navigation for whoever is in, and what may lie over a page. */
export function Shell({ children }: { readonly children: ReactNode }): ReactElement {
  const say = useSay();
  const { standing, lock, announced } = useSession();
  const inside = standing.at === 'inside';
  const { secondsLeft, stay } = useIdleLock(inside, lock);
  useShiftLock(inside, lock);
  return (
    <div className={inside ? 'with-navigation' : 'alone'}>
      <a className="skip" href={`#${CONTENT}`} onClick={toContent}>
        {say(shell.skip)}
      </a>
      <TopBar who={inside ? standing.who : null} onLock={lock} />
      <div className="frame">
        {inside ? <Navigation /> : null}
        <Suspense fallback={<p className="page muted">{say(shell.loading)}</p>}>{children}</Suspense>
      </div>
      <Suspense>
        {secondsLeft === null ? null : <IdleWarning secondsLeft={secondsLeft} onStay={stay} onLock={lock} />}
        {announced === null ? null : <AnnouncedPrompt {...announced} />}
      </Suspense>
    </div>
  );
}

/** The address stays as it is: what stands after its `#` may be a code. */
function toContent(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById(CONTENT)?.focus();
}

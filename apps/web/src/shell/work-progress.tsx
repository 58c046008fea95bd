import type { ReactElement } from 'react';

import { Progress } from '../design/parts/progress.js';
import { useSession } from '../session/session.js';
import { work } from '../words/shell.js';
import { useSay } from '../words/words.js';

/** What the worker is at, in words; nothing while it does nothing that takes time. */
export function WorkProgress(): ReactElement | null {
  const say = useSay();
  const { progress } = useSession();
  return progress === null ? null : <Progress done={progress.done}>{say(work[progress.step])}</Progress>;
}

import { Hourglass } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { Lines } from '../../design/parts/lines.js';
import { useSay } from '../../words/words.js';
import type { KnownDevice } from '../../worker/operations.js';
import { words } from './words.js';

/** Keys of this browser that do not count yet: an administrator has to confirm them, or guardians have to be done. */
export function Waiting({ devices }: { readonly devices: readonly KnownDevice[] }): ReactElement | null {
  const say = useSay();
  const waiting = devices.filter(({ stage }) => stage !== 'ready');
  if (waiting.length === 0) return null;
  return (
    <Lines
      lines={waiting.map(({ device, organisation, stage }) => ({
        key: device,
        icon: Hourglass,
        tone: 'warn' as const,
        title: say(stage === 'joining' ? words.joining : words.recovering),
        about:
          stage === 'joining' ? (
            say(words.joiningText, { organisation })
          ) : (
            <p>
              {say(words.recoveringText, { organisation })} <Link to="/recover/guardians">{say(words.goOn)}</Link>
            </p>
          ),
      }))}
    />
  );
}

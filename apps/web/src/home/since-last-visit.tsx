import { CircleAlert, History } from 'lucide-react';
import type { ReactElement } from 'react';

import { Lines } from '../design/parts/lines.js';
import { Note } from '../design/parts/note.js';
import { useSay, useTime } from '../words/words.js';
import type { Finding } from '../worker/operations.js';
import { findings as kinds, words } from './words.js';

/** What the self-audit found; what no device of the person knows of comes with an alarm. */
export function SinceLastVisit({ findings }: { readonly findings: readonly Finding[] }): ReactElement {
  const say = useSay();
  const time = useTime();
  if (findings.length === 0) return <p className="muted">{say(words.quiet)}</p>;
  return (
    <>
      {findings.some(({ alarming }) => alarming) ? <Note tone="danger">{say(words.alarm)}</Note> : null}
      <Lines
        lines={findings.map(({ key, kind, subject, at, alarming }) => ({
          key,
          icon: alarming ? CircleAlert : History,
          tone: alarming ? ('danger' as const) : ('plain' as const),
          title: say(kind in kinds ? kinds[kind as keyof typeof kinds] : kinds.other),
          about: (
            <p>
              {time(at)}
              {subject === null ? null : (
                <>
                  {' · '}
                  <span className="mono">{subject}</span>
                </>
              )}
            </p>
          ),
        }))}
      />
    </>
  );
}

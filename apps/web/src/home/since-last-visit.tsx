import { CircleAlert, History } from 'lucide-react';
import type { ReactElement } from 'react';

import { Lines } from '../design/parts/lines.js';
import { Note } from '../design/parts/note.js';
import { useSay, useTime } from '../words/words.js';
import type { Finding } from '../worker/operations.js';
import { findings as kinds, words } from './words.js';

/** So many of the newest events are shown; what is alarming is shown whatever its age. */
const SHOWN = 12;
const ID_CHARACTERS = 8;

/** What the self-audit found, newest first; what changes who may do what is marked. */
export function SinceLastVisit({ findings }: { readonly findings: readonly Finding[] }): ReactElement {
  const say = useSay();
  const time = useTime();
  if (findings.length === 0) return <p className="muted">{say(words.quiet)}</p>;
  const newest = findings.toReversed();
  const shown = newest.filter(({ alarming }, index) => alarming || index < SHOWN);
  return (
    <>
      {shown.some(({ alarming }) => alarming) ? <Note tone="warn">{say(words.alarm)}</Note> : null}
      <Lines
        lines={shown.map(({ key, kind, subject, at, alarming }) => ({
          key,
          icon: alarming ? CircleAlert : History,
          tone: alarming ? ('warn' as const) : ('plain' as const),
          title: say(kind in kinds ? kinds[kind as keyof typeof kinds] : kinds.other),
          about: (
            <p>
              {time(at)}
              {subject === null ? null : <> · {say(words.subject, { number: subject.slice(0, ID_CHARACTERS) })}</>}
            </p>
          ),
        }))}
      />
      {shown.length < newest.length ? (
        <p className="meta">{say(words.more, { count: newest.length - shown.length })}</p>
      ) : null}
    </>
  );
}

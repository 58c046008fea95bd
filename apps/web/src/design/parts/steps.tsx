import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { Icon } from './icon.js';

/** One step of several: announced before it comes. */
export interface Step {
  readonly title: ReactNode;
  readonly about: ReactNode;
}

interface StepsProps {
  readonly steps: readonly Step[];
  /** Index of the step one is at; the number of steps when all are done. */
  readonly at: number;
  /** Word for screen readers after a step that is done. */
  readonly doneWord: string;
}

/** What is going to happen, numbered in the margin; the step one is at is marked, those done have a tick. */
export function Steps({ steps, at, doneWord }: StepsProps): ReactElement {
  return (
    <ol className="steps" role="list">
      {steps.map(({ title, about }, index) => (
        <li key={index} aria-current={index === at ? 'step' : undefined} className={index < at ? 'done' : ''}>
          <span className="no">{index < at ? <Icon of={Check} /> : index + 1}</span>
          <div>
            <p className="what">
              {title}
              {index < at ? <span className="only-heard"> {doneWord}</span> : null}
            </p>
            <p className="meta">{about}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

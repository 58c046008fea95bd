import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { Icon } from './icon.js';
import type { Tone } from './note.js';

/** One line: what it is, one sentence about it, and what can be done. */
export interface Line {
  readonly key: string;
  readonly icon: LucideIcon;
  readonly tone?: Tone;
  readonly title: ReactNode;
  readonly about?: ReactNode;
  readonly act?: ReactNode;
}

/** A list of things with a hairline between them. */
export function Lines({ lines }: { readonly lines: readonly Line[] }): ReactElement {
  return (
    <ul className="lines" role="list">
      {lines.map(({ key, icon, tone = 'plain', title, about, act }) => (
        <li key={key} className={tone}>
          <Icon of={icon} />
          <div>
            <p className="what">{title}</p>
            {about === undefined ? null : <div className="meta">{about}</div>}
          </div>
          {act === undefined || act === null ? null : <div className="act">{act}</div>}
        </li>
      ))}
    </ul>
  );
}

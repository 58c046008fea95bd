import { ChevronRight, type LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

import { Icon } from './icon.js';

/** A way to go on: a link with a sentence about who takes it. */
export interface Way {
  readonly to: string;
  readonly icon: LucideIcon;
  readonly title: ReactNode;
  readonly about: ReactNode;
}

/** Ways to choose from, each a large target. */
export function Ways({ ways }: { readonly ways: readonly Way[] }): ReactElement {
  return (
    <ul className="ways" role="list">
      {ways.map(({ to, icon, title, about }) => (
        <li key={to}>
          <Icon of={icon} />
          <div>
            <Link to={to}>{title}</Link>
            <p className="meta">{about}</p>
          </div>
          <ChevronRight className="icon flips" aria-hidden />
        </li>
      ))}
    </ul>
  );
}

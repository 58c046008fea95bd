import { Home, KeyRound, MonitorSmartphone } from 'lucide-react';
import type { ReactElement } from 'react';
import { NavLink } from 'react-router';

import { Icon } from '../design/parts/icon.js';
import { shell } from '../words/shell.js';
import { useSay } from '../words/words.js';

const PAGES = [
  { to: '/', icon: Home, words: shell.home },
  { to: '/keys', icon: KeyRound, words: shell.keys },
  { to: '/devices', icon: MonitorSmartphone, words: shell.devices },
] as const;

/** The pages of whoever is in. */
export function Navigation(): ReactElement {
  const say = useSay();
  return (
    <nav className="navigation" aria-label={say(shell.navigation)}>
      <ul role="list">
        {PAGES.map(({ to, icon, words }) => (
          <li key={to}>
            <NavLink to={to} end={to === '/'}>
              <Icon of={icon} />
              {say(words)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

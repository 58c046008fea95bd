import { CircleHelp, LockOpen, SunMoon } from 'lucide-react';
import type { ReactElement } from 'react';

import { Icon } from '../design/parts/icon.js';
import { Brand } from '../design/parts/mark.js';
import { useRoles } from '../words/roles.js';
import { shell } from '../words/shell.js';
import { useSay } from '../words/words.js';
import type { Who } from '../worker/operations.js';
import { useTheme } from './theme.js';

/** Where the how-to of these pages lies. */
const HELP = '/docs/how-to/sign-in.md';

interface TopBarProps {
  /** Null before anybody is in. */
  readonly who: Who | null;
  readonly onLock: () => void;
}

/** The top bar: where one is, as whom, and what can always be done. */
export function TopBar({ who, onLock }: TopBarProps): ReactElement {
  const say = useSay();
  const roles = useRoles();
  const { theme, next } = useTheme();
  return (
    <header className="top">
      <Brand />
      {who === null ? null : (
        <p className="who">
          <span>{who.organisation}</span>
          <span>{roles(who.roles)}</span>
        </p>
      )}
      <nav className="tools" aria-label={say(shell.tools)}>
        {who === null ? null : (
          <button className="tool" type="button" onClick={onLock} aria-keyshortcuts="Shift Shift Shift">
            <Icon of={LockOpen} />
            {say(shell.lock)}
          </button>
        )}
        <button className="tool" type="button" onClick={next}>
          <Icon of={SunMoon} />
          {say(shell.theme, { theme })}
        </button>
        <a className="tool" href={HELP}>
          <Icon of={CircleHelp} />
          {say(shell.help)}
        </a>
      </nav>
    </header>
  );
}

import type { LucideIcon } from 'lucide-react';
import type { MouseEventHandler, ReactElement, ReactNode } from 'react';

import { Icon } from './icon.js';

interface ButtonProps {
  readonly children: ReactNode;
  /** One main action per page; `quiet` looks like a link; `danger` for what cannot be undone. */
  readonly look?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly icon?: LucideIcon;
  readonly type?: 'button' | 'submit';
  /** While its work is under way it takes no second press, and stays in the order of focus. */
  readonly busy?: boolean;
  readonly onPress?: MouseEventHandler<HTMLButtonElement>;
}

/** A button: verb and object, with an icon that the words do not need. */
export function Button({
  children,
  look = 'plain',
  icon,
  type = 'button',
  busy = false,
  onPress,
}: ButtonProps): ReactElement {
  const press: MouseEventHandler<HTMLButtonElement> = (event) => {
    if (busy) event.preventDefault();
    else onPress?.(event);
  };
  return (
    <button className={`button ${look}`} type={type} aria-disabled={busy || undefined} onClick={press}>
      {icon === undefined ? null : <Icon of={icon} />}
      {children}
    </button>
  );
}

import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { Icon } from './icon.js';

/** How a message is meant: red only for an error or what cannot be undone, amber for what was not expected. */
export type Tone = 'plain' | 'info' | 'ok' | 'warn' | 'danger';

const ICONS: Readonly<Record<Tone, LucideIcon>> = {
  plain: Info,
  info: Info,
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleAlert,
};

/** A message in the run of a page. */
export function Note({
  tone = 'plain',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className={`note ${tone}`}>
      <Icon of={ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}

/** A state in one or two words, with its icon. */
export function Chip({
  tone = 'plain',
  icon,
  children,
}: {
  readonly tone?: Tone;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <span className={`chip ${tone}`}>
      <Icon of={icon ?? ICONS[tone]} />
      {children}
    </span>
  );
}

import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

/** An icon beside its word: screen readers hear the word alone. */
export function Icon({ of: Drawing }: { readonly of: LucideIcon }): ReactElement {
  return <Drawing className="icon" aria-hidden focusable={false} />;
}

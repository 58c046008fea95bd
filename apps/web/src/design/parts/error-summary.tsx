import { type MouseEvent, type ReactElement, type ReactNode, useEffect, useRef } from 'react';

import { shell } from '../../words/shell.js';
import { useSay } from '../../words/words.js';

/** One thing that is wrong; `field` is the id of the input it is about. */
export interface PageError {
  readonly field?: string;
  readonly text: string;
}

interface ErrorSummaryProps {
  readonly title: ReactNode;
  readonly errors: readonly PageError[];
  /** What is safe in spite of it, in one sentence. */
  readonly safe?: ReactNode;
}

/** What went wrong: with the focus on it once, and told by the title of the window; empty when nothing did. */
export function ErrorSummary({ title, errors, safe }: ErrorSummaryProps): ReactElement | null {
  const mark = useSay()(shell.error);
  const box = useRef<HTMLDivElement>(null);
  // by what is said: the focus stays with whoever types the correction while the page is drawn anew
  const said = errors.map(({ text }) => text).join('\n');
  useEffect(() => {
    if (said === '') return undefined;
    box.current?.focus();
    const before = document.title;
    document.title = `${mark} ${before}`;
    return () => {
      document.title = before;
    };
  }, [said, mark]);
  if (errors.length === 0) return null;
  return (
    <div className="errors" role="alert" tabIndex={-1} ref={box}>
      <h2>{title}</h2>
      <ul role="list">
        {errors.map(({ field, text }, index) => (
          <li key={field ?? index}>{field === undefined ? text : <ToField field={field}>{text}</ToField>}</li>
        ))}
      </ul>
      {safe === undefined ? null : <p className="safe">{safe}</p>}
    </div>
  );
}

/** Leads to the input that is wrong, and leaves the address as it is. */
function ToField({ field, children }: { readonly field: string; readonly children: ReactNode }): ReactElement {
  const go = (event: MouseEvent): void => {
    event.preventDefault();
    document.getElementById(field)?.focus();
  };
  return (
    <a href={`#${field}`} onClick={go}>
      {children}
    </a>
  );
}

import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';

/** One thing that is wrong; `field` is the id of the input it is about. */
export interface PageError {
  readonly field?: string;
  readonly text: ReactNode;
}

interface ErrorSummaryProps {
  readonly title: ReactNode;
  readonly errors: readonly PageError[];
  /** What is safe in spite of it, in one sentence. */
  readonly safe?: ReactNode;
}

/** What went wrong, on top of the page and with the focus on it; empty when nothing did. */
export function ErrorSummary({ title, errors, safe }: ErrorSummaryProps): ReactElement | null {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [errors]);
  if (errors.length === 0) return null;
  return (
    <div className="errors" role="alert" tabIndex={-1} ref={box}>
      <h2>{title}</h2>
      <ul role="list">
        {errors.map(({ field, text }, index) => (
          <li key={field ?? index}>{field === undefined ? text : <a href={`#${field}`}>{text}</a>}</li>
        ))}
      </ul>
      {safe === undefined ? null : <p className="safe">{safe}</p>}
    </div>
  );
}

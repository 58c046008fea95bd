import type { ReactElement, ReactNode } from 'react';

interface ProgressProps {
  /** What is being done, in words. */
  readonly children: ReactNode;
  /** 0 to 1, or null while nobody can say how long it takes. */
  readonly done: number | null;
}

/** Work under way: always in words, with a bar; without motion for who asks for none. */
export function Progress({ children, done }: ProgressProps): ReactElement {
  return (
    <div className="progress" role="status">
      <p>{children}</p>
      <progress className="bar" max={1} aria-hidden {...(done === null ? {} : { value: done })} />
    </div>
  );
}

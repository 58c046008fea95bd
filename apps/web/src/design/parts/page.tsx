import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';

/** The id of what the skip link leads to. */
export const CONTENT = 'content';

interface PageProps {
  /** The heading, which is the title of the window too. It names the page and never what it holds. */
  readonly title: string;
  readonly lede?: ReactNode;
  /** The line above the heading: where one is, how long it takes, a state. */
  readonly folio?: ReactNode;
  readonly children: ReactNode;
}

/** Whether this window has shown a page already. */
let hasArrived = false;

/** A page: its head, and sections under it. The heading gets the focus when one comes to it from another. */
export function Page({ title, lede, folio, children }: PageProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // the first page is read from its start, with the skip link; later ones begin at what changed
    if (hasArrived) heading.current?.focus();
    hasArrived = true;
  }, []);
  useEffect(() => {
    document.title = `${title} – Sealbridge`;
  }, [title]);
  return (
    <main className="page" id={CONTENT} tabIndex={-1}>
      <div className="page-head">
        {folio === undefined ? null : <div className="folio">{folio}</div>}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {lede === undefined ? null : <p className="lede">{lede}</p>}
      </div>
      {children}
    </main>
  );
}

interface SectionProps {
  readonly title: ReactNode;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** A section: its name in the margin, its matter beside it. */
export function Section({ title, about, children }: SectionProps): ReactElement {
  return (
    <section className="section">
      <div className="side">
        <h2>{title}</h2>
        {about === undefined ? null : <p>{about}</p>}
      </div>
      <div className="matter">{children}</div>
    </section>
  );
}

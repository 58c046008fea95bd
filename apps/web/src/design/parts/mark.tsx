import type { ReactElement } from 'react';
import { Link } from 'react-router';

/** The name of the product, which leads home. */
export function Brand(): ReactElement {
  return (
    <Link className="brand" to="/">
      <svg viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden>
        <circle cx="16" cy="16" r="14" />
        <path d="M4.5 22h23M9 22v-8M23 22v-8M9 14c3 6 11 6 14 0M13.500 18v4M18.500 18v4" />
      </svg>
      Sealbridge
    </Link>
  );
}

import type { ReactElement, ReactNode } from 'react';
import { encode } from 'uqr';

interface KeyCardProps {
  /** Six groups of four joined by hyphens. */
  readonly fingerprint: string;
  readonly about: ReactNode;
  /** What the picture is, for those who do not see it. */
  readonly pictureOf: string;
}

/** A fingerprint to be read aloud in six groups of four, and as a picture to be scanned. */
export function KeyCard({ fingerprint, about, pictureOf }: KeyCardProps): ReactElement {
  return (
    <div className="sheet key">
      <div>
        <p className="fingerprint">
          {fingerprint.split('-').map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </p>
        <p className="meta">{about}</p>
      </div>
      <QrCode text={fingerprint} label={pictureOf} />
    </div>
  );
}

/** A QR code as one path: no picture is loaded, and no third party asked. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const { data, size } = encode(text, { border: 1 });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={dark.join('')} fill="currentColor" />
    </svg>
  );
}

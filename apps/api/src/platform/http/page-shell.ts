import { sha256, toBase64, utf8 } from '@sealbridge/sodium';

const STYLE = `
:root{color-scheme:light dark;--bg:#f6f8f7;--surface:#fff;--text:#14201d;--muted:#4b5b56;--line:#cbd5d1;--accent:#0b5d5c;--link:#0a5a78;--focus:#ffc83d}
@media (prefers-color-scheme:dark){:root{--bg:#0e1614;--surface:#15201d;--text:#e7eeeb;--muted:#a7b7b1;--line:#31403c;--accent:#67c5bd;--link:#7cc4e8}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:1.0625rem/1.6 "Source Sans 3",system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:46rem;margin:0 auto;padding:clamp(2rem,8vw,5rem) 1.25rem 3rem}
.mark{display:flex;align-items:center;gap:.75rem;color:var(--accent);font-weight:600;letter-spacing:.01em}
.mark svg{width:2rem;height:2rem}
h1{font-size:clamp(1.75rem,5vw,2.375rem);line-height:1.2;letter-spacing:-.015em;margin:1.5rem 0 1rem;text-wrap:balance}
p{margin:0 0 1rem;max-width:62ch}
.lead{font-size:1.1875rem;color:var(--muted)}
.note{border-inline-start:3px solid var(--accent);padding:.25rem 0 .25rem 1rem;color:var(--muted)}
ul.cards{list-style:none;margin:2rem 0;padding:0;display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr))}
.cards a{display:block;height:100%;padding:1rem 1.125rem;background:var(--surface);border:1px solid var(--line);border-radius:6px;text-decoration:none;color:inherit}
.cards a:hover{border-color:var(--accent)}
.cards strong{display:block;color:var(--link)}
.cards span{color:var(--muted);font-size:.9375rem}
a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
code{font-family:"IBM Plex Mono",ui-monospace,Menlo,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.9375rem}
`;

/** A static page with this title, whose main part is trusted markup of ours. No data, no form, no script. */
export function pageShell(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${title}</title>
  <style>${STYLE}</style>
</head>
<body>
  <main>
    <div class="mark"><svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M2 23h28M5 23V12M27 23V12M5 12c5 9 17 9 22 0M11 17v6M21 17v6M16 18.6V23"/></svg>Sealbridge</div>
${main}
  </main>
</body>
</html>
`;
}

/** The Content-Security-Policy of such a page: its one style sheet by hash, and nothing else (security-corrections D12). */
export function pagePolicy(): string {
  const style = toBase64(sha256(utf8(STYLE)));
  return [
    "default-src 'none'",
    `style-src 'sha256-${style}'`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

import { sha256, toBase64, utf8 } from '@sealbridge/sodium';

const STYLE = `
:root{color-scheme:light dark;--bg:#f6f8f7;--text:#14201d;--muted:#4b5b56;--accent:#0b5d5c}
@media (prefers-color-scheme:dark){:root{--bg:#0e1614;--text:#e7eeeb;--muted:#a7b7b1;--accent:#67c5bd}}
body{margin:0;background:var(--bg);color:var(--text);font:1.0625rem/1.6 "Source Sans 3",system-ui,sans-serif}
main{max-inline-size:40rem;margin:0 auto;padding:clamp(2rem,8vw,5rem) 1.25rem}
.mark{color:var(--accent);font-weight:600}
h1{font-size:clamp(1.75rem,5vw,2.0625rem);line-height:1.25;text-wrap:balance}
p{color:var(--muted)}
code{font-family:"IBM Plex Mono",ui-monospace,monospace;font-size:.9em;color:var(--text)}
`;

/** The page in place of the console where that was not built: an API on its own works without it. Static, no script. */
export function pageWithoutConsole(): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Sealbridge</title>
  <style>${STYLE}</style>
</head>
<body>
  <main>
    <div class="mark">Sealbridge</div>
    <h1>The pages of the console are not built here</h1>
    <p>The server works. Whoever runs it builds the pages with <code>npm run build</code> and starts it again; until then the command line does everything: <code>npx sealbridge --help</code>.</p>
  </main>
</body>
</html>
`;
}

/** The Content-Security-Policy of that page: its one style sheet by hash, and nothing else (security-corrections D12). */
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

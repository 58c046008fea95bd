import { pageShell } from './page-shell.js';

/** One link of the page: where to, what it is, one line about it. */
export interface HomeLink {
  readonly href: string;
  readonly title: string;
  readonly about: string;
}

/** The static page at `/`: what this is and where to read on. No data, no form, no script. */
export function homePage({ demo, links }: { readonly demo: boolean; readonly links: readonly HomeLink[] }): string {
  const cards = links
    .map(({ href, title, about }) => `<li><a href="${href}"><strong>${title}</strong><span>${about}</span></a></li>`)
    .join('\n      ');
  const note = demo
    ? '<p class="note">This is a demonstration. Every person, organisation and report in it is invented, and its witness runs on the same machine, so it protects nobody.</p>'
    : '';
  return pageShell(
    'Sealbridge',
    `    <h1>Reports of trafficking, sealed on the sender’s device for the officers they are meant for</h1>
    <p class="lead">Vetted organisations share what they see with the police. This server carries it and cannot read it: it holds ciphertext, who may ask for it under which agreement, and a record of every access that nobody can change unnoticed.</p>
    <p>Nothing can be entered on this page, and nobody signs in here yet. People work with the command line <code>npx sealbridge</code>, which keeps the keys.</p>
    ${note}
    <ul class="cards">
      ${cards}
    </ul>
    <footer>The log can be checked by anybody, offline, with our verifier or with somebody else’s. Its entries are hashes: they tell nothing about what was shared.</footer>`,
  );
}

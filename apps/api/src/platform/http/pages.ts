import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Injectable } from '@nestjs/common';

import { type HomeLink, homePage } from './home-page.js';
import { joinPage } from './join-page.js';
import { pagePolicy } from './page-shell.js';

/** The documentation of this checkout; an installation may lack it. */
const DOCS = fileURLToPath(new URL('../../../../../docs/', import.meta.url));

const LINKS: readonly HomeLink[] = [
  { href: '/docs/README.md', title: 'Documentation', about: 'Where to start, how to do things, how it works.' },
  {
    href: '/docs/explanation/threat-model.md',
    title: 'Threat model',
    about: 'Who may attack, what holds, and what is not promised.',
  },
  { href: '/docs/reference/audit-log.md', title: 'Audit log', about: 'What is recorded and how to check it.' },
  {
    href: '/log/checkpoint',
    title: 'Newest public checkpoint',
    about: 'The signed size and root of the log, with its witnesses.',
  },
];

/** The few things this server shows to anybody: read once, never from a path that a request names. */
@Injectable()
export class Pages {
  readonly policy = pagePolicy();
  /** The page at `/join`. */
  readonly join = joinPage();
  private readonly documents = readDocuments();

  /** The page at `/`; links to documents that are not here are left out. */
  home(demo: boolean): string {
    const links = LINKS.filter(
      ({ href }) => !href.startsWith('/docs/') || this.document(href.slice('/docs/'.length)) !== null,
    );
    return homePage({ demo, links });
  }

  /** The text of a documentation page by its path below `docs/`, or null. */
  document(path: string): string | null {
    return this.documents.get(path) ?? null;
  }
}

function readDocuments(): ReadonlyMap<string, string> {
  if (!existsSync(DOCS)) {
    return new Map();
  }
  const files = readdirSync(DOCS, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((file) => file.isFile() && file.name.endsWith('.md'))
      .map((file) => join(file.parentPath, file.name))
      .map((path) => [relative(DOCS, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

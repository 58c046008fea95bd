import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Injectable } from '@nestjs/common';

/** The documentation of this checkout; an installation may lack it. */
const DOCS = fileURLToPath(new URL('../../../../../docs/', import.meta.url));

/** What the first page links to, where it is there. */
const FIRST_READING: readonly string[] = ['README.md', 'explanation/threat-model.md', 'reference/audit-log.md'];

/** The documentation this server shows to anybody: read once, never from a path that a request names. */
@Injectable()
export class Pages {
  private readonly documents = readDocuments();

  /** Paths on this server of the documents that the first page links to; those that are not here are left out. */
  firstReading(): string[] {
    return FIRST_READING.filter((path) => this.documents.has(path)).map((path) => `/docs/${path}`);
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

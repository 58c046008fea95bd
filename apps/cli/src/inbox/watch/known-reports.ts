import { InboxDocument, type InboxQuery } from '@sealbridge/api-client';
import { call, PAGE, pagesOf } from '@sealbridge/client';

import type { Person } from '../../session/person.js';

/** Pages of the inbox that are looked through for what came while nobody watched: more is what `inbox list` is for. */
const MAX_PAGES = 10;
/** Ids that are remembered; the oldest go first. */
const MAX_KNOWN = 10_000;

/** Which reports of an inbox a watcher knows of, so that none is told twice and none that came meanwhile is missed. */
export class KnownReports {
  readonly #known = new Set<string>();
  #hasLooked = false;

  /** Notes a report; false when it was known. */
  add(reportId: string): boolean {
    if (this.#known.has(reportId)) return false;
    this.#known.add(reportId);
    if (this.#known.size > MAX_KNOWN) for (const oldest of [...this.#known].slice(0, 1)) this.#known.delete(oldest);
    return true;
  }

  /** Looks through the inbox; gives what came since the last look, oldest first. The first look gives nothing. */
  async look(person: Pick<Person, 'client'>): Promise<string[]> {
    const isFirst = !this.#hasLooked;
    const came: string[] = [];
    let pages = 0;
    for await (const edges of pagesOf((after) => page(person, after))) {
      const unknown = edges.filter(({ node }) => this.add(node.id));
      came.push(...unknown.map(({ node }) => node.id));
      pages += 1;
      // newest first: behind one that is known there is nothing new
      if (unknown.length < edges.length || pages === (isFirst ? 1 : MAX_PAGES)) break;
    }
    this.#hasLooked = true;
    return isFirst ? [] : came.reverse();
  }
}

async function page({ client }: Pick<Person, 'client'>, after: string | null): Promise<InboxQuery['inbox']> {
  return (await call(() => client.request(InboxDocument, { first: PAGE, after }))).inbox;
}

import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { EVENTS_PAGE, EVENTS_PAGE_OF, STEWARDS } from './directory-page.sql.js';
import type { ChainPlace, DirectoryReader, EventRow } from './directory.rows.js';
import { recordBytes, type EventParts } from './event-parts.js';

type Row = EventParts & Omit<EventRow, 'record'>;

/** Before every organisation and every event. */
const BEGINNING: ChainPlace = { organisation: '00000000-0000-0000-0000-000000000000' as Id, seq: -1 };

/** Chains event by event, page by page. */
@Injectable()
export class DirectoryPageRepository {
  /**
   * At most `limit` events after a place, or from the beginning, of these organisations, or with null of all, as far as the
   * reader may see them (docs/reference/directory.md, who sees what); private parts only of the own.
   */
  async events(
    tx: Transaction,
    wanted: readonly Id[] | null,
    reader: DirectoryReader,
    { after, limit }: { readonly after: ChainPlace | null; readonly limit: number },
  ): Promise<EventRow[]> {
    const { organisation, seq } = after ?? BEGINNING;
    const values = [reader.organisation, organisation, seq, limit];
    const organisations = reader.seesAll ? wanted : await this.#readable(tx, wanted, reader);
    const rows =
      organisations === null
        ? await tx.query<Row>(EVENTS_PAGE, values)
        : await tx.query<Row>(EVENTS_PAGE_OF, [...values, organisations]);
    return rows.map(({ leaf, signatures, body, private: part, ...place }) => ({
      ...place,
      record: recordBytes({ leaf, signatures, body, private: part }),
    }));
  }

  /** The wanted ones among those that a reader of partners may see. */
  async #readable(tx: Transaction, wanted: readonly Id[] | null, reader: DirectoryReader): Promise<Id[]> {
    const stewards = await tx.query<{ id: Id }>(STEWARDS);
    const readable = new Set([reader.organisation, ...reader.partners, ...stewards.map(({ id }) => id)]);
    return [...readable].filter((id) => wanted === null || wanted.includes(id));
  }
}

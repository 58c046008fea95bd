import type { Id } from '@sealbridge/vocabulary';

import type { Permit } from '../../access/permit.js';
import { named, type SqlValue, type Statement } from '../../platform/database/statement.js';
import { ApiError } from '../../platform/errors/api-error.js';

import { AGREEMENT_POLICY_COLUMNS, type WayIn } from './agreement.sql.js';

/** Which page of agreements or proposals, for whom. */
export interface ListPage {
  /** The reader's organisation: one of the parties, unless `all` or a prefix is given. */
  readonly organisation: Id;
  readonly all: boolean;
  /** Beginning of the agreement id, or null for any. */
  readonly prefix: string | null;
  readonly after: bigint | null;
  readonly limit: number;
}

/** An id, or so much of its beginning that a person has to type. */
const PREFIX = /^[0-9a-f]{8}(?:-[0-9a-f-]{0,27})?$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LEAST = '00000000-0000-0000-0000-000000000000';
const GREATEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The statement of a page and its values: the index is chosen by what is asked, who may see a row by policy alone. */
export function pageStatement(
  ways: Readonly<Record<'party' | 'all' | 'prefix', WayIn>>,
  columnsOf: (page: string) => string,
  permit: Permit,
  { organisation, all, prefix, after, limit }: ListPage,
): { readonly statement: Statement; readonly values: SqlValue[] } {
  const place = [after === null ? null : after.toString(), limit];
  const way = prefix !== null ? ways.prefix : all ? ways.all : ways.party;
  const policy = permit.condition(AGREEMENT_POLICY_COLUMNS, way.values + 1);
  const range = prefix === null ? [] : [prefix + LEAST.slice(prefix.length), prefix + GREATEST.slice(prefix.length)];
  const own = way === ways.party ? [organisation, ...place] : [...place, ...range];
  return { statement: named(way.name, columnsOf(way.page(policy.text))), values: [...own, ...policy.values] };
}

/** The beginning of an id as a caller named it. Throws ApiError (BAD_USER_INPUT) unless it is 8 to 36 characters of one. */
export function readPrefix(text: string | null | undefined): string | null {
  if (text === undefined || text === null) return null;
  if (PREFIX.test(text) && ID.test(text + LEAST.slice(text.length))) return text;
  throw new ApiError('BAD_USER_INPUT');
}

import {
  type AgreementRecord,
  agreementRecordHash,
  agreementRecordHashOf,
  directoryLeafOf,
  grantSetHashOf,
  type LoggedLeaf,
  rulesHash,
  rulesHashOf,
  type RulesRecord,
  type StandingRecord,
  standingRecordHash,
} from '@sealbridge/directory';
import { fromBase64, toBase64, toHex } from '@sealbridge/sodium';
import { appendLeaves, EMPTY_EDGE, type TreeEdge } from '@sealbridge/transparency';

import type { LogEntry } from './log-files.js';

/**
 * What a device keeps of the log: the edge of the tree it has recomputed, every directory event, and where each grant set, each
 * signed agreement and each record about the policy lies. All of it follows from entries whose root was compared with a signed checkpoint.
 */
export interface LogView {
  readonly edge: TreeEdge;
  readonly leaves: readonly LoggedLeaf[];
  /** Hex of grant set hash → index of its first entry. */
  readonly grantSets: ReadonlyMap<string, number>;
  /** Hex of the hash of a signed agreement, or of what a party said about one → index of its first entry. */
  readonly agreements: ReadonlyMap<string, number>;
  /** Hex of the rules_hash of a record about the policy → index of its first entry. */
  readonly rules: ReadonlyMap<string, number>;
}

/** The view before anything was read. */
export const EMPTY_VIEW: LogView = {
  edge: EMPTY_EDGE,
  leaves: [],
  grantSets: new Map(),
  agreements: new Map(),
  rules: new Map(),
};

/** The view after these entries, which are the next ones in order. Throws DirectoryError for a malformed directory entry. */
export function extendView(view: LogView, entries: readonly LogEntry[]): LogView {
  const { edge } = appendLeaves(
    view.edge,
    entries.map(({ leafHash }) => leafHash),
  );
  const leaves = entries.flatMap(({ entry, index }) => directoryLeafOf(entry, index) ?? []);
  return {
    edge,
    leaves: [...view.leaves, ...leaves],
    grantSets: firstPlaces(view.grantSets, entries, grantSetHashOf),
    agreements: firstPlaces(view.agreements, entries, agreementRecordHashOf),
    rules: firstPlaces(view.rules, entries, rulesHashOf),
  };
}

/** Where a signed agreement was entered on the log, or null while it is not. */
export function agreementPlace({ agreements }: Pick<LogView, 'agreements'>, record: AgreementRecord): number | null {
  return agreements.get(toHex(agreementRecordHash(record))) ?? null;
}

/** Where what a party said about an agreement was entered on the log, or null while it is not. */
export function standingPlace({ agreements }: Pick<LogView, 'agreements'>, record: StandingRecord): number | null {
  return agreements.get(toHex(standingRecordHash(record))) ?? null;
}

/** Where a record about the policy was entered on the log, or null while it is not. */
export function rulesPlace({ rules }: Pick<LogView, 'rules'>, record: RulesRecord): number | null {
  return rules.get(toHex(rulesHash(record))) ?? null;
}

// The first place counts: logging something again must not move it behind the revocation of its signer.
function firstPlaces(
  before: ReadonlyMap<string, number>,
  entries: readonly LogEntry[],
  hashOf: (entry: Uint8Array) => Uint8Array | null,
): Map<string, number> {
  const places = new Map(before);
  for (const { entry, index } of entries) {
    const hash = hashOf(entry);
    if (hash !== null && !places.has(toHex(hash))) places.set(toHex(hash), index);
  }
  return places;
}

/** A view of another version is read anew: it does not hold what this one looks for. */
const VIEW_VERSION = 3;

interface StoredView {
  readonly version: number;
  readonly size: number;
  readonly rows: readonly (readonly string[])[];
  readonly directory: readonly (readonly [number, string])[];
  readonly grantSets: readonly (readonly [string, number])[];
  readonly agreements: readonly (readonly [string, number])[];
  readonly rules: readonly (readonly [string, number])[];
}

/** The view as JSON. */
export function writeView({ edge, leaves, grantSets, agreements, rules }: LogView): string {
  const stored: StoredView = {
    version: VIEW_VERSION,
    size: edge.size,
    rows: edge.rows.map((row) => row.map(toBase64)),
    directory: leaves.map(({ index, bytes }) => [index, toBase64(bytes)]),
    grantSets: [...grantSets],
    agreements: [...agreements],
    rules: [...rules],
  };
  return JSON.stringify(stored);
}

/** A view that `writeView` wrote. Throws when it is anything else; the caller then reads the log anew. */
export function readView(text: string, leafEntry: (leafBytes: Uint8Array) => Uint8Array): LogView {
  const stored = JSON.parse(text) as StoredView;
  if (stored.version !== VIEW_VERSION) throw new Error('a view of another version');
  const leaves = stored.directory.map(([index, bytes]) => {
    const leaf = directoryLeafOf(leafEntry(fromBase64(bytes)), index);
    if (leaf === null) throw new Error('not a directory entry');
    return leaf;
  });
  const rows = stored.rows.map((row) => row.map(fromBase64));
  const [grantSets, agreements] = [new Map(stored.grantSets), new Map(stored.agreements)];
  return { edge: { size: stored.size, rows }, leaves, grantSets, agreements, rules: new Map(stored.rules) };
}

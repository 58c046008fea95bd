import { directoryLeafOf, grantSetHashOf, type LoggedLeaf } from '@sealbridge/directory';
import { fromBase64, toBase64, toHex } from '@sealbridge/sodium';
import { appendLeaves, EMPTY_EDGE, type TreeEdge } from '@sealbridge/transparency';

import type { LogEntry } from './log-files.js';

/**
 * What a profile keeps of the log: the edge of the tree it has recomputed, every directory event, and where each grant set
 * lies. All of it follows from entries whose root was compared with a signed checkpoint.
 */
export interface LogView {
  readonly edge: TreeEdge;
  readonly leaves: readonly LoggedLeaf[];
  /** Hex of grant set hash → index of its first entry. */
  readonly grantSets: ReadonlyMap<string, number>;
}

/** The view before anything was read. */
export const EMPTY_VIEW: LogView = { edge: EMPTY_EDGE, leaves: [], grantSets: new Map() };

/** The view after these entries, which are the next ones in order. Throws DirectoryError for a malformed directory entry. */
export function extendView(view: LogView, entries: readonly LogEntry[]): LogView {
  const { edge } = appendLeaves(
    view.edge,
    entries.map(({ leafHash }) => leafHash),
  );
  const leaves = entries.flatMap(({ entry, index }) => directoryLeafOf(entry, index) ?? []);
  const grantSets = new Map(view.grantSets);
  for (const { entry, index } of entries) {
    const hash = grantSetHashOf(entry);
    // The first place counts: logging a set again must not move it behind the revocation of its signer.
    if (hash !== null && !grantSets.has(toHex(hash))) grantSets.set(toHex(hash), index);
  }
  return { edge, leaves: [...view.leaves, ...leaves], grantSets };
}

interface StoredView {
  readonly version: 1;
  readonly size: number;
  readonly rows: readonly (readonly string[])[];
  readonly directory: readonly (readonly [number, string])[];
  readonly grantSets: readonly (readonly [string, number])[];
}

/** The view as JSON. */
export function writeView({ edge, leaves, grantSets }: LogView): string {
  const stored: StoredView = {
    version: 1,
    size: edge.size,
    rows: edge.rows.map((row) => row.map(toBase64)),
    directory: leaves.map(({ index, bytes }) => [index, toBase64(bytes)]),
    grantSets: [...grantSets],
  };
  return JSON.stringify(stored);
}

/** A view that `writeView` wrote. Throws when it is anything else; the caller then reads the log anew. */
export function readView(text: string, leafEntry: (leafBytes: Uint8Array) => Uint8Array): LogView {
  const stored = JSON.parse(text) as StoredView;
  const leaves = stored.directory.map(([index, bytes]) => {
    const leaf = directoryLeafOf(leafEntry(fromBase64(bytes)), index);
    if (leaf === null) throw new Error('not a directory entry');
    return leaf;
  });
  const rows = stored.rows.map((row) => row.map(fromBase64));
  return { edge: { size: stored.size, rows }, leaves, grantSets: new Map(stored.grantSets) };
}

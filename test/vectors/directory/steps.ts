// Several events one after the other at the end of a valid log, in whatever chains, written by hand.
import type { CborValue } from '@sealbridge/cbor';
import { parseEventRecord, type ChainPosition } from '@sealbridge/directory';
import { toBase64Url, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { recordByHand, type HandSigner } from './by-hand.js';
import type { VectorWorld } from './vector-world.js';

type Fields = Map<number, CborValue>;

/** One event: in whose chain, what it says, who signs, and where it departs from the usual. */
export interface Step {
  readonly org: Id;
  readonly type: string;
  /** May depend on the place of the chain, which some proofs name. */
  readonly fields: Fields | ((position: ChainPosition) => Fields);
  readonly signers: readonly HandSigner[];
  /** Hours after that of the fixture. */
  readonly later?: number;
  /** Entries that come in between on the log; negative for an event that lies before the one applied before it. */
  readonly skip?: number;
}

/** Description, events, expected code (null: all are accepted). */
export type StepsCase = readonly [string, readonly Step[], string | null];

const HOUR = 490_000;

/** A case of a replay file. */
export interface WrittenCase {
  readonly description: string;
  readonly after: number;
  readonly records: { readonly record: string | number; readonly index: number }[];
  readonly expect: object;
}

/** The steps as a case of a replay file: the records with their places, and the heads or the code that come out. */
export function stepsCase({ directory }: VectorWorld, [description, steps, error]: StepsCase): WrittenCase {
  const after = directory.records.length;
  const positions = new Map<Id, ChainPosition>();
  const heads = new Map([...directory.state.chains].map(([org, { seq, head }]) => [org, `${seq} ${toHex(head)}`]));
  let index = after;
  const records = steps.map((step) => {
    const position = positions.get(step.org) ?? directory.state.nextPosition(step.org);
    const fields = typeof step.fields === 'function' ? step.fields(position) : step.fields;
    const bytes = recordByHand(position, step.type, fields, step.signers, { hour: HOUR + (step.later ?? 0) });
    const next = { org: step.org, seq: position.seq + 1, prev: nameOf(bytes) };
    positions.set(step.org, next);
    heads.set(step.org, `${position.seq} ${toHex(next.prev)}`);
    index += step.skip ?? 0;
    return { record: toBase64Url(bytes), index: index++ };
  });
  return { description, after, records, expect: error === null ? { value: Object.fromEntries(heads) } : { error } };
}

/** Cases in which a record that several have is written once, beside them. */
export function withShared(cases: readonly WrittenCase[]): { shared: string[]; cases: WrittenCase[] } {
  const all = cases.flatMap(({ records }) => records.map(({ record }) => record as string));
  const shared = [...new Set(all.filter((record, at) => all.indexOf(record) !== at))];
  const numberOf = (record: string | number): string | number => {
    const at = shared.indexOf(record as string);
    return at === -1 ? record : at;
  };
  const shorter = cases.map((one) => ({
    ...one,
    records: one.records.map(({ record, index }) => ({ record: numberOf(record), index })),
  }));
  return { shared, cases: shorter };
}

// A record that does not parse has no name; it is the last of its case.
function nameOf(bytes: Uint8Array): Uint8Array {
  try {
    return parseEventRecord(bytes).eventHash;
  } catch {
    return new Uint8Array(32);
  }
}

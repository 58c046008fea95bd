// Runs the vectors of this folder: a plain function on parsed JSON, for Node and for a browser. Call `ready()` of
// @sealbridge/sodium before.
import {
  checkBeforeSealing,
  DirectoryError,
  DirectoryState,
  fingerprint,
  leafOnly,
  parseAgreementRecord,
  parseEventRecord,
  scanEntries,
  verifyAgreement,
  type EventRecord,
} from '@sealbridge/directory';
import { fromBase64Url, fromHex, toHex } from '@sealbridge/sodium';
import {
  runEvidenceSet,
  runInvitation,
  runRules,
  runStanding,
  runVetting,
  type InvitationCase,
  type RulesCase,
  type StandingCase,
  type VettingCase,
} from './run-statements.js';

/** What must come out: no error, or this code; and for some kinds a value. */
interface Expectation {
  readonly error?: string;
  readonly value?: unknown;
}

interface ReplayCase {
  readonly description: string;
  /** How many records of the base to apply first, each at its own position. */
  readonly after: number;
  /** A record, or its number among `shared` of the file. */
  readonly records: readonly { readonly record: string | number; readonly index: number | null }[];
  readonly expect: Expectation;
}

interface SealingCase extends ReplayCase {
  readonly unit: string;
  readonly now: number;
  readonly checkpointTime: number;
  readonly newestCosignatureSeen?: number;
  readonly entries: readonly string[];
  /** Positions of base records whose bodies are withheld. */
  readonly withheld?: readonly number[];
}

interface AgreementCase {
  readonly description: string;
  readonly record: string;
  readonly previous: string | null;
  readonly origin: string;
  readonly position?: number;
  readonly expect: Expectation;
}

/** A case of something that is signed off the log, after further events of the directory. */
type StatementCase<T> = T & Pick<ReplayCase, 'description' | 'records' | 'expect'>;

/** A file about things that are signed off the log. */
interface StatementVectors<Kind extends string, T> {
  readonly kind: Kind;
  readonly description: string;
  readonly genesis: string;
  readonly base: readonly string[];
  readonly cases: readonly StatementCase<T>[];
}

/** A file of this folder. */
export type DirectoryVectors =
  | StatementVectors<'vetting', VettingCase>
  | StatementVectors<'standing', StandingCase>
  | StatementVectors<'invitation', InvitationCase>
  | StatementVectors<'rules', RulesCase>
  | {
      readonly kind: 'evidence-set';
      readonly description: string;
      readonly cases: readonly {
        readonly description: string;
        readonly hashes: readonly string[];
        readonly expect: Expectation;
      }[];
    }
  | {
      readonly kind: 'replay';
      readonly description: string;
      readonly genesis: string;
      readonly base: readonly string[];
      /** Records that several cases have in common. */
      readonly shared?: readonly string[];
      readonly cases: readonly ReplayCase[];
    }
  | {
      readonly kind: 'before-sealing';
      readonly description: string;
      readonly genesis: string;
      readonly base: readonly string[];
      readonly cases: readonly SealingCase[];
    }
  | {
      readonly kind: 'agreement';
      readonly description: string;
      readonly genesis: string;
      readonly base: readonly string[];
      readonly cases: readonly AgreementCase[];
    }
  | {
      readonly kind: 'log-entries';
      readonly description: string;
      readonly cases: readonly {
        readonly description: string;
        readonly entries: readonly string[];
        readonly expect: Expectation;
      }[];
    }
  | {
      readonly kind: 'fingerprint';
      readonly description: string;
      readonly cases: readonly { readonly description: string; readonly hex: string; readonly expect: Expectation }[];
    };

/** Runs one file; gives a line for each case that came out otherwise than expected. */
export function runDirectoryVectors(vectors: DirectoryVectors): string[] {
  switch (vectors.kind) {
    case 'replay':
      return failures(vectors.cases, (one) => heads(replay(vectors, one)));
    case 'before-sealing':
      return failures(vectors.cases, (one) => recipient(replay(vectors, one), one));
    case 'agreement':
      return failures(vectors.cases, (one) =>
        agreement(replay(vectors, { after: vectors.base.length, records: [] }), one),
      );
    case 'vetting':
      return failures(vectors.cases, (one) => runVetting(atEnd(vectors, one), one));
    case 'standing':
      return failures(vectors.cases, (one) => runStanding(atEnd(vectors, one), one));
    case 'invitation':
      return failures(vectors.cases, (one) => runInvitation(atEnd(vectors, one), one));
    case 'rules':
      return failures(vectors.cases, (one) => runRules(atEnd(vectors, one), one));
    case 'evidence-set':
      return failures(vectors.cases, ({ hashes }) => runEvidenceSet(hashes));
    case 'log-entries':
      return failures(vectors.cases, ({ entries }) =>
        scanEntries(entries.map(fromBase64Url)).map(({ index, seq }) => ({ index, seq })),
      );
    case 'fingerprint':
      return failures(vectors.cases, ({ hex }) => fingerprint(fromHex(hex)));
  }
}

function failures<T extends { readonly description: string; readonly expect: Expectation }>(
  cases: readonly T[],
  run: (one: T) => unknown,
): string[] {
  return cases.flatMap((one) => {
    const outcome = outcomeOf(() => run(one));
    const expected = JSON.stringify(one.expect.error === undefined ? { value: one.expect.value } : one.expect);
    return JSON.stringify(outcome) === expected ? [] : [`${one.description}: ${JSON.stringify(outcome)}`];
  });
}

function outcomeOf(run: () => unknown): Expectation {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof DirectoryError) return { error: error.code };
    throw error;
  }
}

interface Replayed {
  readonly after: number;
  readonly records: ReplayCase['records'];
  readonly withheld?: readonly number[];
}

interface Base {
  readonly genesis: string;
  readonly base: readonly string[];
  readonly shared?: readonly string[];
}

// Many cases of a file start from the same state.
const startingStates = new WeakMap<Base, Map<string, DirectoryState>>();

function replay(base: Base, { after, records, withheld = [] }: Replayed): DirectoryState {
  const key = JSON.stringify([after, withheld]);
  const known = startingStates.get(base) ?? new Map<string, DirectoryState>();
  let state = known.get(key) ?? startingState(base, after, withheld);
  startingStates.set(base, known.set(key, state));
  for (const { record, index } of records) {
    const text = typeof record === 'string' ? record : (base.shared?.[record] ?? '');
    state = state.apply(parse(text), index);
  }
  return state;
}

function atEnd(base: Base, { records }: Pick<ReplayCase, 'records'>): DirectoryState {
  return replay(base, { after: base.base.length, records });
}

function startingState({ genesis, base }: Base, after: number, withheld: readonly number[]): DirectoryState {
  const records = base.slice(0, after).map((text, index) => {
    const record = parse(text);
    return { record: withheld.includes(index) ? leafOnly(record.leafBytes) : record, index };
  });
  return DirectoryState.empty(fromHex(genesis)).applyAll(records);
}

function parse(text: string): EventRecord {
  return parseEventRecord(fromBase64Url(text));
}

function heads(state: DirectoryState): Record<string, string> {
  return Object.fromEntries([...state.chains].map(([org, { seq, head }]) => [org, `${seq} ${toHex(head)}`]));
}

function recipient(state: DirectoryState, one: SealingCase): unknown {
  const { now, checkpointTime, newestCosignatureSeen = checkpointTime } = one;
  const logLeavesOfOrg = scanEntries(one.entries.map(fromBase64Url));
  const check = { state, recipientUnit: one.unit, now, checkpointTime, newestCosignatureSeen, logLeavesOfOrg };
  const { handle, epoch, members } = checkBeforeSealing(check);
  return { handle, epoch, members: members.length };
}

function agreement(state: DirectoryState, { record, previous, origin, position, expect }: AgreementCase): unknown {
  const { version, attribution } = verifyAgreement({
    state,
    record: parseAgreementRecord(fromBase64Url(record)),
    previous: previous === null ? null : parseAgreementRecord(fromBase64Url(previous)),
    origin,
    position: position ?? null,
  });
  // files from before there was the term say nothing of it
  return hasAttribution(expect.value) ? { version, attribution } : { version };
}

const hasAttribution = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'attribution' in value;

import { toHex } from '@sealbridge/sodium';
import type { NodeReport } from '../audit/payload.js';
import type { OpenedEntry } from './entries-check.js';
import { FirstFault, type Facts, type Step } from './step.js';

interface Boot {
  /** node_seq -> index in the log */
  readonly seen: Map<number, number>;
  readonly burned: Set<number>;
  /** the highest number up to which the node has reported, -1 before its first report */
  through: number;
  /** timestamp of the newest entry seen, null before the first */
  newest: number | null;
  /** microseconds the node was at work since its last report */
  silence: number;
}

/** How long a node at work may go without a report, in microseconds; it reports every minute. */
export const MAX_SILENCE = 600_000_000;
// A pause between two entries counts as this much work at most: a machine that slept was not at work.
const MAX_PAUSE = 60_000_000;

/**
 * Checks that no entry was dropped between the node's signature and the tree: within each boot of a node every number up
 * to its last report is in the log or reported as burned (security-corrections C4).
 */
export class SequenceCheck {
  readonly #boots = new Map<string, Boot>();
  readonly #faults = new FirstFault();
  #late: number | null = null;

  /** Takes one entry. */
  add({ index, payload }: OpenedEntry): void {
    const boot = this.#bootOf(`${toHex(payload.bootId)} ${payload.nodeId}`);
    if (boot.seen.has(payload.nodeSeq)) this.#faults.note('E_SEQUENCE_TWICE', index);
    else boot.seen.set(payload.nodeSeq, index);
    boot.silence += workSince(boot.newest, payload.timestamp);
    boot.newest = Math.max(boot.newest ?? 0, payload.timestamp);
    if (boot.silence > MAX_SILENCE && this.#late === null) this.#late = index;
    if (payload.nodeReport !== null) takeReport(boot, payload.nodeReport);
  }

  /** The step, given how many entries the bundle withholds: with any, a gap says nothing. */
  step(withheld: number): Step {
    for (const boot of this.#boots.values()) this.#judge(boot, withheld === 0);
    if (this.#late !== null && withheld === 0) this.#faults.note('E_REPORT_LATE', this.#late);
    const facts: Facts = { boots: this.#boots.size, unsettled: this.#unsettled(), withheld };
    return this.#faults.step('sequence', facts, withheld === 0 ? 'pass' : 'unchecked');
  }

  #judge(boot: Boot, isWhole: boolean): void {
    for (const seq of boot.burned) {
      const index = boot.seen.get(seq);
      if (index !== undefined) this.#faults.note('E_SEQUENCE_TWICE', index);
    }
    if (!isWhole) return;
    const missing = firstMissing(boot);
    if (missing !== null) this.#faults.note('E_SEQUENCE_GAP', nextIndex(boot, missing));
  }

  #unsettled(): number {
    const tails = [...this.#boots.values()].map((boot) => [...boot.seen.keys()].filter((seq) => seq > boot.through));
    return tails.reduce((sum, tail) => sum + tail.length, 0);
  }

  #bootOf(name: string): Boot {
    const boot = this.#boots.get(name) ?? { seen: new Map(), burned: new Set(), through: -1, newest: null, silence: 0 };
    this.#boots.set(name, boot);
    return boot;
  }
}

// Only a report that settles more ends the silence: whoever drops entries could otherwise leave an old one standing.
function takeReport(boot: Boot, report: NodeReport): void {
  if (report.through > boot.through) boot.silence = 0;
  boot.through = Math.max(boot.through, report.through);
  for (const seq of report.burned) boot.burned.add(seq);
}

function workSince(newest: number | null, timestamp: number): number {
  return newest === null ? 0 : Math.min(Math.max(0, timestamp - newest), MAX_PAUSE);
}

// Counts instead of walking up to `through`, which a hostile report could set to 2^53.
function firstMissing(boot: Boot): number | null {
  const known = [...new Set([...boot.seen.keys(), ...boot.burned])].toSorted((a, b) => a - b);
  const gap = known.findIndex((seq, place) => seq !== place);
  const first = gap < 0 ? known.length : gap;
  return first <= boot.through ? first : null;
}

// The entry before which the missing one should stand: the lowest in the log with a higher number.
function nextIndex(boot: Boot, missing: number): number | null {
  const later = [...boot.seen].filter(([seq]) => seq > missing).map(([, index]) => index);
  return later.length === 0 ? null : later.reduce((lowest, index) => Math.min(lowest, index));
}

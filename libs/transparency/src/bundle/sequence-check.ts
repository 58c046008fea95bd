import { toHex } from '@sealbridge/sodium';
import type { OpenedEntry } from './entries-check.js';
import { FirstFault, type Facts, type Step } from './step.js';

interface Boot {
  /** node_seq -> index in the log */
  readonly seen: Map<number, number>;
  readonly burned: Set<number>;
  /** the highest number up to which the node has reported, -1 before its first report */
  through: number;
}

/**
 * Checks that no entry was dropped between the node's signature and the tree: within each boot of a node every number up
 * to its last report is in the log or reported as burned (security-corrections C4).
 */
export class SequenceCheck {
  readonly #boots = new Map<string, Boot>();
  readonly #faults = new FirstFault();

  /** Takes one entry. */
  add({ index, payload }: OpenedEntry): void {
    const boot = this.#bootOf(`${toHex(payload.bootId)} ${payload.nodeId}`);
    if (boot.seen.has(payload.nodeSeq)) this.#faults.note('E_SEQUENCE_TWICE', index);
    else boot.seen.set(payload.nodeSeq, index);
    if (payload.nodeReport === null) return;
    boot.through = Math.max(boot.through, payload.nodeReport.through);
    for (const seq of payload.nodeReport.burned) boot.burned.add(seq);
  }

  /** The step, given how many entries the bundle withholds: with any, a gap says nothing. */
  step(withheld: number): Step {
    for (const boot of this.#boots.values()) this.#judge(boot, withheld === 0);
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
    const boot = this.#boots.get(name) ?? { seen: new Map(), burned: new Set(), through: -1 };
    this.#boots.set(name, boot);
    return boot;
  }
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

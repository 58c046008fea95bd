import { MAX_BURNED, type NodeReport } from '@sealbridge/transparency';

import type { Transaction } from '../platform/database/transaction.js';

/** How long a lost connection's COMMIT may still take effect, in milliseconds: well above every statement timeout. */
const UNSURE_MS = 60_000;

/** A number whose COMMIT was sent and never answered. */
interface Unsure {
  readonly number: number;
  readonly since: number;
  /** A later number, taken when the COMMIT could no longer take effect: once it is a leaf, the fate of `number` is known. */
  probe: number | null;
}

/**
 * Numbers every row this process writes to the outbox, from 0 (`node.start`). A number whose transaction did not commit is
 * burned; the heartbeat says so, and then every number up to `through` is accounted for: a row missing later was taken away,
 * and a row that appears under a burned number was put there.
 */
export class NodeSequence {
  private next = 0;
  private reportedThrough = -1;
  private readonly open = new Set<number>();
  private readonly unsure: Unsure[] = [];
  private burned: number[] = [];

  /** Takes the next number; its fate is settled when the transaction ends, or later when that is unknown. */
  take(tx: Transaction): number {
    const number = this.next;
    this.next += 1;
    this.open.add(number);
    tx.onEnd((outcome) => {
      if (outcome === 'unknown') {
        this.unsure.push({ number, since: performance.now(), probe: null });
      } else {
        this.settle(number, outcome === 'committed');
      }
    });
    return number;
  }

  /** Numbers to look for in the log; empty when nothing is unsure. The answer goes to `resolve`. */
  questions(): number[] {
    return this.unsure.flatMap(({ number, probe }) => (probe === null ? [] : [number, probe]));
  }

  /** Settles what the log answers: a number whose probe is a leaf and which is none itself never committed. */
  resolve(leaves: ReadonlySet<number>): void {
    for (const doubt of [...this.unsure]) {
      if (leaves.has(doubt.number) || (doubt.probe !== null && leaves.has(doubt.probe))) {
        this.unsure.splice(this.unsure.indexOf(doubt), 1);
        this.settle(doubt.number, leaves.has(doubt.number));
      }
    }
    for (const doubt of this.unsure) {
      if (doubt.probe === null && performance.now() - doubt.since > UNSURE_MS) {
        doubt.probe = this.next;
      }
    }
  }

  /** What a heartbeat written in this transaction may claim, null when there is nothing new. Forgotten only if it commits. */
  report(tx: Transaction): NodeReport | null {
    const through = this.settledThrough();
    const settled = this.burned.filter((number) => number <= through).sort((a, b) => a - b);
    const burned = settled.slice(0, MAX_BURNED);
    const last = burned.length < settled.length ? (burned.at(-1) ?? through) : through;
    if (last <= this.reportedThrough) {
      return null;
    }
    tx.onEnd((outcome) => {
      if (outcome === 'committed') {
        this.reportedThrough = Math.max(this.reportedThrough, last);
        this.burned = this.burned.filter((number) => number > last);
      }
    });
    return { through: last, burned };
  }

  private settle(number: number, committed: boolean): void {
    this.open.delete(number);
    if (!committed) {
      this.burned.push(number);
    }
  }

  private settledThrough(): number {
    return this.open.size === 0 ? this.next - 1 : Math.min(...this.open) - 1;
  }
}

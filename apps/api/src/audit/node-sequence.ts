import { MAX_BURNED, type NodeReport } from '@sealbridge/transparency';

import type { Transaction } from '../platform/database/transaction.js';

/**
 * Numbers every row this process writes to the outbox, from 0 (`node.start`). A number whose transaction did not commit is
 * burned; the heartbeat says so, and then every number up to `through` is accounted for: a row missing later was taken away.
 */
export class NodeSequence {
  private next = 0;
  private reportedThrough = -1;
  private readonly open = new Set<number>();
  private burned: number[] = [];

  /** Takes the next number; its fate is settled when the transaction ends. */
  take(tx: Transaction): number {
    const number = this.next;
    this.next += 1;
    this.open.add(number);
    tx.onEnd((committed) => {
      this.open.delete(number);
      if (!committed) {
        this.burned.push(number);
      }
    });
    return number;
  }

  /** What a heartbeat may claim now, null when there is nothing new to say. Claimed numbers are not claimed again. */
  report(): NodeReport | null {
    const through = this.settledThrough();
    const settled = this.burned.filter((number) => number <= through).sort((a, b) => a - b);
    const burned = settled.slice(0, MAX_BURNED);
    const last = burned.length < settled.length ? (burned.at(-1) ?? through) : through;
    if (last <= this.reportedThrough) {
      return null;
    }
    this.reportedThrough = last;
    this.burned = this.burned.filter((number) => number > last);
    return { through: last, burned };
  }

  private settledThrough(): number {
    return this.open.size === 0 ? this.next - 1 : Math.min(...this.open) - 1;
  }
}

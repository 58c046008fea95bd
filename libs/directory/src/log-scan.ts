import { equal } from '@sealbridge/sodium';
import { appendLeaves, EMPTY_EDGE, leafHash, rootOfEdge, type TreeEdge } from '@sealbridge/transparency';
import { requireThat } from './directory-error.js';
import { scanEntries, type LoggedLeaf } from './log-entries.js';

/**
 * All directory events of a log, read from its first entry on and bound to the root of a checkpoint: so a client *knows* which
 * event is the newest, which no proof of inclusion can tell (security.md 2.4). Immutable.
 */
export class LogScan {
  readonly #edge: TreeEdge;
  readonly #leaves: readonly LoggedLeaf[];

  private constructor(edge: TreeEdge, leaves: readonly LoggedLeaf[]) {
    this.#edge = edge;
    this.#leaves = leaves;
  }

  /** Before the first entry. */
  static empty(): LogScan {
    return new LogScan(EMPTY_EDGE, []);
  }

  /** How many entries were read; the next one has this position. */
  get size(): number {
    return this.#edge.size;
  }

  /** The scan with the entries that follow. Throws E_RECORD when one claims to be a directory event and is not. */
  read(entries: readonly Uint8Array[]): LogScan {
    const leaves = scanEntries(entries, this.size);
    const { edge } = appendLeaves(this.#edge, entries.map(leafHash));
    return new LogScan(edge, [...this.#leaves, ...leaves]);
  }

  /**
   * The directory events under a checkpoint, whose signatures and quorum the caller has checked. Throws E_LOG_ROOT unless
   * exactly its entries were read and hash to its root. Doing this at the size of a checkpoint kept from before proves
   * that both belong to one log.
   */
  leavesUnder(checkpoint: { readonly size: number; readonly root: Uint8Array }): readonly LoggedLeaf[] {
    const whole = this.size === checkpoint.size && equal(rootOfEdge(this.#edge), checkpoint.root);
    requireThat(whole, 'E_LOG_ROOT', 'the entries read are not those of the checkpoint');
    return this.#leaves;
  }
}

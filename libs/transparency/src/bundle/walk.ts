import { equal } from '@sealbridge/sodium';
import type { NodeCertificate } from '../audit/node.js';
import type { SignedCheckpoint } from '../checkpoint/check.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { TransparencyError } from '../error.js';
import { emptyRoot, leafHash } from '../merkle/hash.js';
import { DeviceCheck, type DeviceKeys } from './device-check.js';
import { openEntry } from './entries-check.js';
import { parseBundleLine, splitLines, type BundleLine } from './line.js';
import { BUNDLE_FILES } from './manifest.js';
import { NodeCheck } from './node-check.js';
import { SequenceCheck } from './sequence-check.js';
import type { BundleSource } from './source.js';
import { FirstFault, uncheckedStep, type Step } from './step.js';
import { TreeCheck } from './tree-check.js';

/** An older checkpoint of the same log: what the verifier relied on then. */
export type OlderCheckpoint = Pick<Checkpoint, 'origin' | 'size' | 'root'>;

/** What the walk over the entries is held against. */
export interface WalkContext {
  readonly checkpoint: SignedCheckpoint | null;
  readonly certificates: readonly NodeCertificate[];
  readonly isRestricted: boolean;
  readonly devices: DeviceKeys | null;
  readonly since: OlderCheckpoint | null;
}

/** One pass over all entries that feeds every check; the steps are read off it afterwards. */
export class EntryWalk {
  readonly #source: BundleSource;
  readonly #context: WalkContext;
  readonly #entries = new FirstFault();
  readonly #tree: TreeCheck;
  readonly #nodes: NodeCheck;
  readonly #sequence = new SequenceCheck();
  readonly #devices: DeviceCheck;
  #withheld = 0;
  #isWhole = false;
  #sinceRoot: Uint8Array | null = null;

  constructor(source: BundleSource, context: WalkContext) {
    this.#source = source;
    this.#context = context;
    this.#tree = new TreeCheck(source, context.checkpoint?.size ?? 0);
    this.#nodes = new NodeCheck(context.certificates);
    this.#devices = new DeviceCheck(context.devices, context.isRestricted);
    if (context.since?.size === 0) this.#sinceRoot = emptyRoot();
  }

  /** Reads the entries to the end, or to the first line that cannot be placed. Does nothing without a checkpoint. */
  async run(): Promise<void> {
    const { checkpoint } = this.#context;
    if (checkpoint === null) return;
    try {
      await this.#readAll(checkpoint.size);
      this.#isWhole = true;
      await this.#tree.finish();
    } catch (error) {
      this.#entries.note(error instanceof TransparencyError ? error.code : 'E_READ', this.#tree.size);
    }
  }

  /** The steps from `entries` to `since`. */
  *steps(): Generator<Step> {
    const { checkpoint } = this.#context;
    if (checkpoint === null) {
      for (const name of ['entries', 'tiles', 'root', 'nodes', 'sequence', 'devices', 'since'] as const) {
        yield uncheckedStep(name);
      }
      return;
    }
    yield this.#entriesStep();
    yield this.#isWhole ? this.#tree.tiles.step('tiles', {}) : this.#tree.tiles.step('tiles', {}, 'unchecked');
    yield this.#rootStep(checkpoint);
    yield this.#nodes.step(this.#withheld);
    yield this.#sequenceStep();
    yield this.#devices.step(this.#withheld);
    yield this.#sinceStep(checkpoint);
  }

  async #readAll(size: number): Promise<void> {
    for await (const bytes of splitLines(this.#source.stream(BUNDLE_FILES.entries))) {
      const line = parseBundleLine(bytes);
      if (this.#tree.size >= size) throw new TransparencyError('E_EXTRA', 'there is an entry beyond the size');
      if (line.index !== this.#tree.size) throw new TransparencyError('E_INDEX', 'an entry is missing or out of order');
      this.#judge(line);
      await this.#tree.add(leafHash(line.entry));
      if (this.#tree.size === this.#context.since?.size) this.#sinceRoot = this.#tree.root();
    }
    if (this.#tree.size < size) throw new TransparencyError('E_SHORT', 'there are fewer entries than the size');
  }

  #judge(line: BundleLine): void {
    if (line.kind === 'withheld') this.#withheld += 1;
    try {
      const opened = openEntry(line, this.#context.isRestricted);
      if (line.record !== null) this.#devices.learn(line.record, line.index);
      if (opened === null) return;
      this.#nodes.add(opened);
      this.#sequence.add(opened);
      this.#devices.add(opened);
    } catch (error) {
      if (!(error instanceof TransparencyError)) throw error;
      this.#entries.note(error.code, line.index);
    }
  }

  #entriesStep(): Step {
    const leaf = this.#tree.leaves.fault;
    if (leaf !== null) this.#entries.note(leaf.code, leaf.index);
    return this.#entries.step('entries', { read: this.#tree.size, withheld: this.#withheld });
  }

  #rootStep(checkpoint: SignedCheckpoint): Step {
    if (!this.#isWhole) return uncheckedStep('root');
    const faults = new FirstFault();
    if (!equal(this.#tree.root(), checkpoint.root)) faults.note('E_ROOT', null);
    return faults.step('root', { size: checkpoint.size });
  }

  // Where the walk stopped early every number after it would look missing.
  #sequenceStep(): Step {
    return this.#isWhole ? this.#sequence.step(this.#withheld) : uncheckedStep('sequence');
  }

  #sinceStep(checkpoint: SignedCheckpoint): Step {
    const { since } = this.#context;
    if (since === null) return uncheckedStep('since');
    const faults = new FirstFault();
    const isOlder = since.origin === checkpoint.origin && since.size <= checkpoint.size;
    if (!isOlder || (this.#sinceRoot !== null && !equal(this.#sinceRoot, since.root))) faults.note('E_SINCE', null);
    return faults.step('since', { since: since.size }, this.#sinceRoot === null ? 'unchecked' : 'pass');
  }
}

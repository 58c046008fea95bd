import {
  encodeEntryBundle,
  entryBundlePath,
  fulfilsQuorum,
  cosignatureTimes,
  mergeCosignatures,
  type NoteSigner,
  parseNote,
  type Policy,
  signNote,
  TILE_WIDTH,
  tilePath,
  tileSource,
  type TileAddress,
  writeCheckpoint,
  writeNote,
} from '@sealbridge/transparency';

import { PROMPT_CHECKPOINT, PUBLIC_CHECKPOINT } from '../log-files.js';
import type { DurableFiles } from './durable-files.js';
import type { FreezeCode } from './freeze.js';
import type { HighWaterMark } from './high-water.js';
import type { LogStore, TreeHead } from './log-store.js';
import type { WitnessClient } from './witness-client.js';

/** Where to publish and who signs. */
export interface PublisherParts {
  readonly store: LogStore;
  /** First the folder that is served, then its mirrors. */
  readonly folders: readonly DurableFiles[];
  readonly served: DurableFiles;
  readonly mark: HighWaterMark;
  readonly signer: NoteSigner;
  readonly policy: Policy;
  readonly witnesses: readonly WitnessClient[];
}

/** How publishing a tree ended. */
export type Publication =
  { readonly kind: 'published' | 'no-quorum' } | { readonly kind: 'frozen'; readonly code: FreezeCode };

/**
 * Publishes what is already durable: tiles and bundles as files in every folder, then the high-water mark, then the signature,
 * then the witnesses' cosignatures, and only then the checkpoint (security §3.3).
 */
export class Publisher {
  private publishedSize = 0;

  constructor(private readonly parts: PublisherParts) {}

  /** After a start: everything up to here is known to be published, what lies beyond is written again. */
  resumeAt(size: number): void {
    this.publishedSize = size;
  }

  /** Publishes a tree; with `open` also as the public checkpoint. Called again on the same tree it renews the cosignatures. */
  async publish(head: TreeHead, open: boolean): Promise<Publication> {
    if (!(await this.writeFiles(head.size))) {
      return { kind: 'frozen', code: 'E_LOG_CORRUPT' };
    }
    await this.parts.mark.raise(head);
    const { signer } = this.parts;
    const text = writeCheckpoint({ origin: signer.name, size: head.size, root: head.root });
    const signed = writeNote({ text, signatures: [signNote(text, signer)] });
    const cosigned = await this.cosign(signed, head);
    if (typeof cosigned === 'string') {
      return { kind: 'frozen', code: cosigned };
    }
    const names = new Set(cosignatureTimes(parseNote(cosigned), this.parts.policy).keys());
    if (!fulfilsQuorum(this.parts.policy, names)) {
      return { kind: 'no-quorum' };
    }
    await this.parts.served.write(PROMPT_CHECKPOINT, cosigned);
    if (open) {
      await this.parts.served.write(PUBLIC_CHECKPOINT, cosigned);
    }
    return { kind: 'published' };
  }

  /** False when the database no longer has every entry below `size`: nothing may be signed over a hole. */
  private async writeFiles(size: number): Promise<boolean> {
    for (const address of changedTiles(this.publishedSize, size)) {
      await this.writeEverywhere(
        tilePath(address.level, address.index, address.width),
        await this.parts.store.tile(address),
      );
    }
    for (let bundle = Math.floor(this.publishedSize / TILE_WIDTH); bundle * TILE_WIDTH < size; bundle += 1) {
      const entries = await this.parts.store.entries(bundle, size);
      if (entries.length !== Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH)) {
        return false;
      }
      await this.writeEverywhere(entryBundlePath(bundle, entries.length), encodeEntryBundle(entries));
    }
    this.publishedSize = size;
    return true;
  }

  private async writeEverywhere(path: string, bytes: Uint8Array): Promise<void> {
    await Promise.all(this.parts.folders.map((folder) => folder.write(path, bytes)));
  }

  /** The note with all cosignatures that came, or why the log must freeze. */
  private async cosign(note: Uint8Array, head: TreeHead): Promise<Uint8Array | FreezeCode> {
    const source = tileSource(head.size, (address) => this.parts.store.tile(address));
    const answers: Awaited<ReturnType<WitnessClient['cosign']>>[] = [];
    // one after the other: their proofs share one database connection
    for (const witness of this.parts.witnesses) {
      answers.push(await witness.cosign(note, head.size, source));
    }
    if (answers.some((answer) => answer.kind === 'ahead')) {
      return 'E_LOG_BEHIND_WITNESS';
    }
    return answers.reduce(
      (merged, answer) =>
        answer.kind === 'cosigned' ? mergeCosignatures(merged, answer.lines, this.parts.policy) : merged,
      note,
    );
  }
}

/** The tiles of a tree of `size` leaves that a tree of `from` leaves did not have, or had narrower. */
function* changedTiles(from: number, size: number): Generator<TileAddress> {
  for (let level = 0, span = 1; size >= span; level += 1, span *= TILE_WIDTH) {
    const hashes = Math.floor(size / span);
    const known = Math.floor(from / span);
    for (let index = Math.floor(known / TILE_WIDTH); known < hashes && index * TILE_WIDTH < hashes; index += 1) {
      yield { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
    }
  }
}

import { sha256, toHex, utf8 } from '@sealbridge/sodium';
import {
  consistencyProof,
  type HashSource,
  parseCheckpoint,
  parseNote,
  writeAddCheckpoint,
} from '@sealbridge/transparency';

/** How long a witness may take, in milliseconds. */
const WITNESS_TIMEOUT_MS = 5_000;

/** Longest answer of a witness that is read, in bytes. */
const MAX_ANSWER_BYTES = 65_536;

const CONFLICT = 409;
const NOT_FOUND = 404;

/** What a witness made of a checkpoint. */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly lines: string }
  /** It has seen a bigger tree than ours: ours went back. */
  | { readonly kind: 'ahead'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'absent' };

/** One witness, spoken to as C2SP tlog-witness says. */
export class WitnessClient {
  /** The size it last cosigned, as far as this process knows. */
  private known = 0;

  constructor(private readonly url: string) {}

  /** Asks for a cosignature; a second time with the witness's own size when ours was not its. */
  async cosign(note: Uint8Array, size: number, source: HashSource): Promise<WitnessAnswer> {
    const first = await this.ask(note, size, source);
    if (first.kind !== 'conflict') {
      return first;
    }
    if (first.size > size) {
      return { kind: 'ahead', size: first.size };
    }
    this.known = first.size;
    const second = await this.ask(note, size, source);
    return second.kind === 'conflict' ? { kind: 'refused', status: CONFLICT } : second;
  }

  /** The size and root of the newest checkpoint the witness signed for this origin; null when it has none or is not there. */
  async newest(origin: string): Promise<{ readonly size: number; readonly root: Uint8Array } | null> {
    const answer = await this.fetch(`${this.url}/${toHex(sha256(utf8(origin)))}/checkpoint`, { method: 'GET' });
    if (answer === null || answer.status === NOT_FOUND) {
      return null;
    }
    const { size, root } = parseCheckpoint(parseNote(utf8(answer.text)).text);
    return { size, root };
  }

  private async ask(
    note: Uint8Array,
    size: number,
    source: HashSource,
  ): Promise<Exclude<WitnessAnswer, { kind: 'ahead' }> | { kind: 'conflict'; size: number }> {
    const old = Math.min(this.known, size);
    const proof = old === 0 || old === size ? [] : await consistencyProof(source, old, size);
    const body = writeAddCheckpoint(old, proof, note);
    const answer = await this.fetch(`${this.url}/add-checkpoint`, { method: 'POST', body: Buffer.from(body) });
    if (answer === null) {
      return { kind: 'absent' };
    }
    if (answer.status === CONFLICT && /^\d{1,15}\n?$/u.test(answer.text)) {
      return { kind: 'conflict', size: Number(answer.text) };
    }
    if (answer.status !== 200) {
      return { kind: 'refused', status: answer.status };
    }
    this.known = size;
    return { kind: 'cosigned', lines: answer.text };
  }

  private async fetch(url: string, init: RequestInit): Promise<{ status: number; text: string } | null> {
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(WITNESS_TIMEOUT_MS),
      });
      const text = await response.text();
      return { status: response.status, text: text.slice(0, MAX_ANSWER_BYTES) };
    } catch {
      return null;
    }
  }
}

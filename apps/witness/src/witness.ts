import { utf8 } from '@sealbridge/sodium';
import {
  linesBy,
  makeCosignature,
  parseNote,
  writeNote,
  writeSignatureLine,
  type NoteSigner,
  type SignedCheckpoint,
  type VerifierKey,
} from '@sealbridge/transparency';
import { decide } from './decide.js';
import type { WitnessState } from './state.js';

/** An answer to a request, HTTP's part of it left out. */
export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Content type of the recorded size in a 409 (tlog-witness). */
export const SIZE_TYPE = 'text/x.tlog.size';

const TEXT_TYPE = 'text/plain; charset=utf-8';
const HASH = /^[0-9a-f]{64}$/;
const REASONS = {
  400: 'the request is malformed',
  403: 'the log has not signed this checkpoint',
  404: 'this log is not followed',
  422: 'the checkpoint does not continue the recorded one',
} as const;

/**
 * A witness of the logs it follows (c2sp.org/tlog-witness). It cosigns a checkpoint only after it is on disk, and never
 * one that does not continue the record of its origin.
 */
export class Witness {
  readonly #logs: readonly VerifierKey[];
  readonly #signer: NoteSigner;
  readonly #state: WitnessState;
  readonly #now: () => number;

  /** `now` gives unix seconds. */
  constructor(parts: { logs: readonly VerifierKey[]; signer: NoteSigner; state: WitnessState; now: () => number }) {
    this.#logs = parts.logs;
    this.#signer = parts.signer;
    this.#state = parts.state;
    this.#now = parts.now;
  }

  /**
   * Answers a submission. Synchronous from the look at the record to its replacement, so that no two submissions overlap.
   * Throws when the disk fails; then nothing was cosigned.
   */
  addCheckpoint(body: Uint8Array): Answer {
    const decision = decide(body, this.#logs, (origin) => this.#state.recordOf(origin));
    if (decision.status === 200) return this.#cosign(decision.checkpoint);
    if (decision.status === 409) return answer(409, `${decision.recordedSize}\n`, SIZE_TYPE);
    if (decision.status === 422) this.#keepEvidence(decision.evidence, decision.checkpoint);
    return answer(decision.status, `${REASONS[decision.status]}\n`);
  }

  /** The newest cosigned checkpoint of the origin with this hash (monitoring), or 404. */
  latest(hash: string): Answer {
    const note = HASH.test(hash) ? this.#state.noteOf(hash) : null;
    return note === null ? answer(404, `${REASONS[404]}\n`) : { status: 200, contentType: TEXT_TYPE, body: note };
  }

  #cosign(checkpoint: SignedCheckpoint): Answer {
    const cosignature = makeCosignature(checkpoint.text, this.#now(), this.#signer);
    const byLog = linesBy(parseNote(checkpoint.note), checkpoint.log);
    const note = writeNote({ text: checkpoint.text, signatures: [...byLog.slice(0, 1), cosignature] });
    this.#state.record(checkpoint.origin, note);
    return answer(200, writeSignatureLine(cosignature));
  }

  #keepEvidence(kind: 'fork' | 'suspect', checkpoint: SignedCheckpoint): void {
    const recorded = this.#state.recordOf(checkpoint.origin)?.note ?? null;
    this.#state.keepEvidence(checkpoint.origin, kind, recorded, checkpoint.note);
  }
}

function answer(status: Answer['status'], text: string, contentType = TEXT_TYPE): Answer {
  return { status, contentType, body: utf8(text) };
}

import { verifyPayloadSignature, type NodeCertificate } from '../audit/node.js';
import type { OpenedEntry } from './entries-check.js';
import { FirstFault, type Step } from './step.js';

const MICROSECONDS = 1_000_000;

/** Checks each payload's node signature under a certified key of its node that was valid by then. */
export class NodeCheck {
  readonly #certificates: readonly NodeCertificate[];
  readonly #faults = new FirstFault();
  #signed = 0;

  /** `certificates` have verified under the log's key. */
  constructor(certificates: readonly NodeCertificate[]) {
    this.#certificates = certificates;
  }

  /** Checks one entry. */
  add({ index, bytes, payload, nodeSig }: OpenedEntry): void {
    const valid = this.#certificates.filter(
      ({ nodeId, notBefore }) => nodeId === payload.nodeId && notBefore * MICROSECONDS <= payload.timestamp,
    );
    const isSigned = valid.some(({ publicKey }) => verifyPayloadSignature(bytes, payload, nodeSig, publicKey));
    if (isSigned) this.#signed += 1;
    else this.#faults.note(valid.length === 0 ? 'E_NODE' : 'E_NODE_SIGNATURE', index);
  }

  /** The step, given how many entries the bundle withholds. */
  step(withheld: number): Step {
    const isBlind = this.#signed === 0 && withheld > 0;
    return this.#faults.step('nodes', { signed: this.#signed, withheld }, isBlind ? 'unchecked' : 'pass');
  }
}

import { deriveSigningKeyPair, randomBytes } from '@sealbridge/sodium';
import { makeReceipt, nodeKeyId, type NodePosition, signPayload } from '@sealbridge/transparency';

/** What a client waits at most for an entry to appear in the log, in seconds. Stands in every receipt. */
const MAX_DELAY_SECONDS = 60;

/** Length of a boot id in bytes. */
const BOOT_ID_BYTES = 16;

/** What a node is made from. */
export interface NodeKeyMaterial {
  readonly nodeId: string;
  /** 32-byte Ed25519 seed, from a file outside the database. */
  readonly seed: Uint8Array;
  /** Node certificate as signed by the log key. */
  readonly certificate: Uint8Array;
  /** Origin line of the log. */
  readonly logOrigin: string;
}

/** This node as the log knows it: it signs every payload before the row is written, and every receipt. */
export class NodeIdentity {
  readonly nodeId: string;
  readonly publicKey: Uint8Array;
  /** SHA-256 of the public key: how open requests and sessions name the node. */
  readonly keyId: Uint8Array;
  readonly certificate: Uint8Array;
  readonly logOrigin: string;
  /** Random per process: numbers of two boots never meet. */
  readonly bootId = randomBytes(BOOT_ID_BYTES);
  /** The same for directory events and grant sets, whose numbers are not those of payloads. */
  readonly entryBootId = randomBytes(BOOT_ID_BYTES);
  readonly #privateKey: Uint8Array;

  constructor(material: NodeKeyMaterial) {
    const pair = deriveSigningKeyPair(material.seed);
    this.nodeId = material.nodeId;
    this.certificate = material.certificate;
    this.logOrigin = material.logOrigin;
    this.publicKey = pair.publicKey;
    this.keyId = nodeKeyId(pair.publicKey);
    this.#privateKey = pair.privateKey;
  }

  /** Signs a payload at its place among those of this boot (security-corrections C4). */
  sign(payload: Uint8Array, position: NodePosition): Uint8Array {
    return signPayload(payload, position, this.#privateKey);
  }

  /** The signed promise that this leaf will be in the log (security-corrections C3). `nodeTime` in microseconds. */
  promise(eventId: Uint8Array, leafHash: Uint8Array, nodeTime: number): Uint8Array {
    const receipt = { origin: this.logOrigin, eventId, leafHash, nodeTime, maxDelay: MAX_DELAY_SECONDS };
    return makeReceipt(receipt, this.#privateKey);
  }
}

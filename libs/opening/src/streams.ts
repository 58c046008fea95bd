/** Ciphertext that can be read from the beginning twice: once to hash it whole, once to decrypt it. */
export interface CiphertextSource {
  open(): AsyncIterable<Uint8Array>;
}

/** Where the plaintext of an attachment goes. Opening awaits each call, so nothing piles up in memory. */
export interface PlaintextSink {
  write(chunk: Uint8Array): Promise<void>;
  /** The attachment is whole and is what was sealed. */
  finish(): Promise<void>;
  /** Take back what was written: a later chunk, the padding, the size or the hash was wrong. */
  abort(): Promise<void>;
}

import type { StreamRef } from '@sealbridge/envelope';

/** Bytes that can be read from the beginning as often as needed. */
export interface ByteSource {
  open(): AsyncIterable<Uint8Array>;
}

/** Where ciphertext goes while it is made, a file for example. Sealing awaits each call, so nothing piles up in memory. */
export interface CiphertextSink {
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the ciphertext; the result reads it back. */
  finish(): Promise<ByteSource>;
  /** Throws away what was written. Called instead of `finish` when sealing fails. */
  abort(): Promise<void>;
}

/** A file to be sealed, read once while it is sealed. `name` is what the reader sees: no path. */
export interface AttachmentSource extends ByteSource {
  readonly name: string;
  readonly mediaType: string;
}

/** Ciphertext that is ready to be sent: `PUT /blobs/<sha256>`. */
export interface SealedBlob extends ByteSource {
  readonly sha256: Uint8Array;
  readonly length: number;
}

/** A sealed stream: how CORE names it, and where its ciphertext is. */
export interface SealedStream {
  readonly ref: StreamRef;
  readonly blob: SealedBlob;
  /** Length in bytes and hash of the plaintext without padding. */
  readonly size: number;
  readonly sha256: Uint8Array;
}

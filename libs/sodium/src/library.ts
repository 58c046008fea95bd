import sodium from 'libsodium-wrappers-sumo';
import { CryptoError } from './error.js';

/** The module's type: libsodium-wrappers-sumo. */
export type Sodium = typeof sodium;

let loaded: Sodium | null = null;

/**
 * Loads the WASM module. Every program awaits it once, before anything else of this library; later calls cost nothing.
 * There is one module and one heap per process or Worker, because two copies would be two heaps with keys in them.
 */
export async function ready(): Promise<void> {
  await sodium.ready;
  loaded = sodium;
}

/** The loaded module. Throws CryptoError E_NOT_READY before `ready()` has resolved, instead of crashing inside WASM. */
export function library(): Sodium {
  if (loaded === null) throw new CryptoError('E_NOT_READY', 'the crypto library is not loaded yet');
  return loaded;
}

/** UTF-8 conversion by libsodium's JavaScript side, which needs no WASM and so works before `ready()`. */
export const textCodec = {
  encode: (text: string): Uint8Array => sodium.from_string(text),
  decode: (bytes: Uint8Array): string => sodium.to_string(bytes),
} as const;

import { hmacSha256, toHex, utf8 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from './transaction.js';

/** How long a context token is good for, in microseconds (security-corrections D8: 10 s). */
const TOKEN_LIFETIME_US = 10_000_000n;

/**
 * Whose act this is, for row-level security: `member` has a session, `directory` one or signatures, `guest` none yet, `system` is
 * our own job.
 * The database raises `member` to `auditor` or `directory` when the session's rights say so.
 */
export type ContextClass = 'member' | 'directory' | 'guest' | 'system';

/** What a context token claims. */
export interface ContextClaims {
  readonly class: ContextClass;
  readonly org: Id | null;
  readonly member: Id | null;
  readonly device: Id | null;
}

/**
 * Signs the token that `begin_act` demands (format: migrations/backbone/context.sql.ts). It is good for one transaction on one
 * connection and for 10 s. `key` is the 32-byte context key that also stands in `ctx_key`.
 */
export function signContext(
  key: Uint8Array,
  claims: ContextClaims,
  tx: Transaction['identity'],
  nowMs: number,
): string {
  const expiry = BigInt(Math.floor(nowMs)) * 1000n + TOKEN_LIFETIME_US;
  const fields = [claims.class, claims.org ?? '', claims.member ?? '', claims.device ?? '', ''];
  const text = ['act', ...fields, tx.backendPid, tx.transactionId, expiry.toString()].join('|');
  return `${text}|${toHex(hmacSha256(key, utf8(text)))}`;
}

/** HMAC block size of SHA-256, in bytes. */
const BLOCK_BYTES = 64;

/** The two padded keys of HMAC-SHA-256 (RFC 2104), as the database stores them. `key` has at most 64 bytes. */
export function hmacPads(key: Uint8Array): { readonly inner: Uint8Array; readonly outer: Uint8Array } {
  const pad = (byte: number): Uint8Array =>
    Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (key[index] ?? 0) ^ byte);
  return { inner: pad(0x36), outer: pad(0x5c) };
}

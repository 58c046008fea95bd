import { equal, fromBase64 } from '@sealbridge/sodium';
import {
  type DeviceRequest,
  type Receipt,
  requireReportLogged,
  requireRequestLogged,
  type ShownEntry,
  TransparencyError,
  verifyReceipt,
} from '@sealbridge/transparency';
import { idFromBytes } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import type { Person } from './person.js';

/** The event a receipt should promise, as the answer names it. */
interface PromisedEvent {
  readonly eventId: string;
  /** Base64. */
  readonly leafHash: string;
}

/** The receipt, signed by the node of this session and about exactly this event of this log. Throws a ClientError (`verification`). */
export function checkReceipt(person: Person, bytes: Uint8Array, event: PromisedEvent): Receipt {
  const receipt = verified(bytes, person.node.publicKey);
  const about = receipt.origin === person.profile.origin && idFromBytes(receipt.eventId) === event.eventId;
  if (about && equal(receipt.leafHash, fromBase64(event.leafHash))) return receipt;
  throw wrongReceipt('it is about another event');
}

/** An event and its entry, base64, as an answer shows them. */
interface ShownEvent {
  readonly payload: string;
  readonly salt: string;
  readonly leafHash: string;
}

/**
 * Throws a ClientError (`verification`) unless the promised entry records this very request: else a server could promise an entry that says
 * something else, and nobody would learn of the act.
 */
export function requirePromiseAbout(action: string, request: DeviceRequest, shown: ShownEvent): void {
  promised(shown, (entry) => {
    requireRequestLogged(entry, action, request);
  });
}

/** Throws a ClientError (`verification`) unless the promised entry records that this version of a report was submitted. */
export function requirePromiseOf(
  report: { readonly reportId: string; readonly version: number; readonly reportHash: Uint8Array },
  shown: ShownEvent,
): void {
  const { reportId: id, version, reportHash: hash } = report;
  promised(shown, (entry) => {
    requireReportLogged(entry, { id, version, hash });
  });
}

function promised({ payload, salt, leafHash }: ShownEvent, check: (entry: ShownEntry) => void): void {
  const entry = { payload: fromBase64(payload), salt: fromBase64(salt), leafHash: fromBase64(leafHash) };
  try {
    check(entry);
  } catch (error) {
    if (error instanceof TransparencyError) throw wrongReceipt(error.message);
    throw error;
  }
}

function verified(bytes: Uint8Array, publicKey: Uint8Array): Receipt {
  try {
    return verifyReceipt(bytes, publicKey);
  } catch (error) {
    if (error instanceof TransparencyError) throw wrongReceipt(error.message);
    throw error;
  }
}

function wrongReceipt(reason: string): ClientError {
  return new ClientError('E_RECEIPT', 'verification', `the server's receipt does not verify: ${reason}`);
}

import { equal } from '@sealbridge/sodium';
import { decodeAuditPayload } from '../audit/decode-payload.js';
import { auditEntry, ENTRY_SALT_BYTES } from '../audit/entry.js';
import type { AuditPayload, DeviceRequest } from '../audit/payload.js';
import { TransparencyError } from '../error.js';
import { leafHash } from '../merkle/hash.js';
import { requestAgrees } from './request.js';

/** An audit entry as it was shown to the person whose act it records. */
export interface ShownEntry {
  readonly payload: Uint8Array;
  readonly salt: Uint8Array;
  /** The leaf hash that was promised. */
  readonly leafHash: Uint8Array;
}

/**
 * Throws unless the entry behind a promised leaf hash records exactly this signed request as an allowed `action`: a hash alone
 * could be that of any other entry, and the act would stand nowhere. Throws as openShownEntry, and E_REQUEST (the entry is about
 * something else).
 */
export function requireRequestLogged(shown: ShownEntry, action: string, request: DeviceRequest): void {
  const payload = openShownEntry(shown);
  const { deviceRequest, decision } = payload;
  const same =
    deviceRequest !== null &&
    equal(deviceRequest.bytes, request.bytes) &&
    equal(deviceRequest.signature, request.signature);
  if (!same || payload.action !== action || decision.effect !== 'ALLOW' || !requestAgrees(payload))
    throw new TransparencyError('E_REQUEST', 'the entry does not record this request');
}

/**
 * Throws unless the entry behind a promised leaf hash records that this version of a report was submitted. Throws as
 * openShownEntry, and E_REQUEST.
 */
export function requireReportLogged(
  shown: ShownEntry,
  report: { readonly id: string; readonly version: number; readonly hash: Uint8Array },
): void {
  const { action, decision, object } = openShownEntry(shown);
  const same =
    object?.type === 'report' &&
    object.id === report.id &&
    object.version === report.version &&
    object.hash !== null &&
    equal(object.hash, report.hash);
  if (!same || action !== 'report.submit' || decision.effect !== 'ALLOW')
    throw new TransparencyError('E_REQUEST', 'the entry does not record this report');
}

/**
 * What the entry behind a promised leaf hash says. Throws E_ENTRY (payload and salt do not give the leaf), E_FORM.
 */
function openShownEntry(shown: ShownEntry): AuditPayload {
  if (shown.salt.length !== ENTRY_SALT_BYTES || !equal(leafHash(auditEntry(shown.salt, shown.payload)), shown.leafHash))
    throw new TransparencyError('E_ENTRY', 'payload and salt do not give the promised leaf');
  return decodeAuditPayload(shown.payload);
}

import { type ExportRequest, parseExportRequest } from '@sealbridge/envelope';
import type { Member } from '@sealbridge/policy';
import { equal, SIGNATURE_BYTES, verifyTyped } from '@sealbridge/sodium';

import { Rejected } from '../platform/graphql/rejected.js';
import { invalid } from '../platform/graphql/user-error.js';
import type { NodeIdentity } from './node-identity.js';

/** How far the device's clock may be from ours, in seconds. */
const MAX_CLOCK_SECONDS = 300;

const MS_PER_SECOND = 1000;

/** Reads EXPORT REQUEST bytes. Throws Rejected. */
export function readExportRequest(bytes: Uint8Array): ExportRequest {
  try {
    return parseExportRequest(bytes);
  } catch {
    throw new Rejected(invalid('E_FORM', 'the export request is malformed', 'request'));
  }
}

/** Checks that this device signed this request for this server now. Throws Rejected with what is wrong. */
export function checkExportRequest(
  given: { readonly request: ExportRequest; readonly bytes: Uint8Array; readonly signature: Uint8Array },
  by: { readonly member: Member; readonly key: Uint8Array | null },
  at: { readonly node: NodeIdentity; readonly size: number },
): void {
  const { request, bytes, signature } = given;
  const here = request.origin === at.node.logOrigin && equal(request.nodeKeyId, at.node.keyId);
  if (!here || request.signer !== by.member.device) {
    throw new Rejected(invalid('E_TERM', 'the export request is for another server or of another device', 'request'));
  }
  if (Math.abs(request.time - Date.now() / MS_PER_SECOND) > MAX_CLOCK_SECONDS) {
    throw new Rejected(invalid('E_CLOCK', 'the clock of the device is off', 'request'));
  }
  if (request.size > at.size) {
    throw new Rejected(invalid('E_SIZE', 'the log is not that long', 'request'));
  }
  const signed = by.key !== null && signature.length === SIGNATURE_BYTES;
  if (!signed || !verifyTyped('sr1.export', bytes, signature, by.key)) {
    throw new Rejected(invalid('E_SIGNATURE', 'the signature does not verify', 'signature'));
  }
}

import {
  commitToKey,
  facetsHash,
  grantSetHash,
  reportHash,
  signFrame,
  signGrantSet,
  writeCore,
  writeFrame,
  writeGrantSet,
  type BodyBinding,
  type GrantSet,
  type SaltedCard,
} from '@sealbridge/envelope';
import { makeId, type SealedAttachment } from './seal-content.js';
import { grantSetValues, type GrantScope, type SealedGrant } from './seal-grants.js';
import type { SealingInput } from './sealing-input.js';
import type { SealedStream } from './streams.js';
import { hourOf } from './term.js';

/** What CORE names. */
export interface CoreParts {
  readonly binding: BodyBinding;
  readonly body: SealedStream;
  readonly attachments: readonly SealedAttachment[];
  readonly card: SaltedCard;
}

/** FRAME: CORE over the sealed parts, committed to the key and signed by the device; with its `report_hash`. */
export function signCore(
  { identity, checkpoint, now, previous }: SealingInput,
  dek: Uint8Array,
  { binding, body, attachments, card }: CoreParts,
): { readonly frame: Uint8Array; readonly reportHash: Uint8Array } {
  const core = writeCore({
    ...binding,
    prevReportHash: previous?.reportHash ?? null,
    facetsHash: facetsHash(card),
    body: body.ref,
    attachments: attachments.map(({ entry, ref }) => ({ id: entry.id, ...ref })),
    hour: hourOf(now),
    consentRef: makeId(),
    checkpoint,
  });
  const unsigned = { signer: identity.device, core, mac: commitToKey(dek, binding, core) };
  const frame = signFrame(unsigned, identity.signPrivateKey);
  return { frame: writeFrame(frame), reportHash: reportHash(frame) };
}

/** GRANTSET FRAME over the grants, next in the report's chain of sets; with its `grantset_hash`. */
export function signGrants(
  { identity, checkpoint, now, previous }: SealingInput,
  { reportId, version, reportHash: ofReport }: GrantScope,
  policy: Uint8Array,
  grants: readonly SealedGrant[],
): { readonly frame: Uint8Array; readonly hash: Uint8Array } {
  const set: GrantSet = {
    reportId,
    version,
    reportHash: ofReport,
    seq: previous === undefined ? 0 : previous.grantSet.seq + 1,
    prev: previous?.grantSet.hash ?? null,
    values: grantSetValues(grants),
    state: 'ACTIVE',
    policyHash: policy,
    checkpoint,
    hour: hourOf(now),
    signer: identity.device,
    originOrg: identity.org,
  };
  return { frame: signGrantSet(set, identity.signPrivateKey), hash: grantSetHash(writeGrantSet(set)) };
}

import {
  DEK_BYTES,
  EnvelopeError,
  FACETS_SALT_BYTES,
  policyHash,
  writeCard,
  writePolicy,
  type BodyBinding,
  type SaltedCard,
} from '@sealbridge/envelope';
import type { RedactedReport } from '@sealbridge/redaction';
import { randomBytes, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { contentOf } from './content.js';
import { SealingError } from './error.js';
import { makeId, sealAttachments, sealBody } from './seal-content.js';
import { sealGrant, sealOwnGrant, type SealedGrant } from './seal-grants.js';
import { requireParties, type SealingInput } from './sealing-input.js';
import { signCore, signGrants, type CoreParts } from './sign-report.js';
import type { SealedBlob } from './streams.js';
import { settleTerms, type Terms } from './terms.js';

/** A sealed report: all that the server gets. */
export interface SealedReport {
  readonly reportId: Id;
  readonly version: number;
  readonly reportHash: Uint8Array;
  readonly frame: Uint8Array;
  readonly policy: Uint8Array;
  /** In clear for discovery `circle`; null for `recipients`, where it stands only in the body. */
  readonly card: SaltedCard | null;
  /** One per recipient in the order given, then that of the own unit. */
  readonly grants: readonly SealedGrant[];
  /** GRANTSET FRAME. */
  readonly grantSet: Uint8Array;
  readonly grantSetHash: Uint8Array;
  readonly body: SealedBlob;
  readonly attachments: readonly (SealedBlob & { readonly id: Id })[];
}

/**
 * Seals a report for the named units and the originator's own. Throws SealingError ("Before sealing" in
 * docs/reference/envelope.md), or what a source or sink throws. When it throws, nothing is of use to anybody: sinks are
 * aborted or hold ciphertext under a key that is gone. The data encryption key is wiped in any case.
 */
export async function sealReport(input: SealingInput): Promise<SealedReport> {
  requireParties(input);
  const terms = settleTerms({ ...input, originOrg: input.identity.org });
  const policy = writePolicy(terms.policy);
  const binding = bindingOf(input, policyHash(policy));
  const dek = randomBytes(DEK_BYTES);
  try {
    const parts = await sealParts(input, dek, binding);
    const signed = signCore(input, dek, parts);
    const scope = { reportId: binding.reportId, version: binding.version, reportHash: signed.reportHash };
    const grants = sealGrants(input, dek, scope, terms);
    const grantSet = signGrants(input, scope, binding.policyHash, grants);
    return {
      ...scope,
      frame: signed.frame,
      policy,
      card: input.report.discovery === 'circle' ? parts.card : null,
      grants,
      grantSet: grantSet.frame,
      grantSetHash: grantSet.hash,
      body: parts.body.blob,
      attachments: parts.attachments.map(({ entry, blob }) => ({ id: entry.id, ...blob })),
    };
  } finally {
    wipe(dek);
  }
}

function bindingOf({ identity, previous }: SealingInput, policy: Uint8Array): BodyBinding {
  return {
    reportId: previous?.reportId ?? makeId(),
    version: (previous?.version ?? 0) + 1,
    originOrg: identity.org,
    originUnit: identity.unit,
    signer: identity.device,
    policyHash: policy,
  };
}

async function sealParts(input: SealingInput, dek: Uint8Array, binding: BodyBinding): Promise<CoreParts> {
  const context = { dek, binding, openSink: input.openSink };
  const card: SaltedCard = { salt: randomBytes(FACETS_SALT_BYTES), card: cardBytes(input.report) };
  const attachments = await sealAttachments(context, input.attachments);
  const entries = attachments.map(({ entry }) => entry);
  const body = await sealBody(context, { ...contentOf(input.report), attachments: entries, facets: card });
  return { binding, body, attachments, card };
}

function cardBytes(report: RedactedReport): Uint8Array {
  try {
    return writeCard(report.card);
  } catch (error) {
    if (error instanceof EnvelopeError) throw new SealingError('E_SIZE', 'the card is over its limit');
    throw error;
  }
}

function sealGrants(
  { own }: SealingInput,
  dek: Uint8Array,
  scope: Parameters<typeof sealGrant>[1],
  { policy, recipients }: Terms,
): SealedGrant[] {
  return [...recipients.map((terms) => sealGrant(dek, scope, terms)), sealOwnGrant(dek, scope, own, policy)];
}

import { type Rules, rulesHash, type RulesRecord, writeRules } from '@sealbridge/directory';
import { type Chosen, documentText, type PolicyDocument } from '@sealbridge/policy';
import { sha256, utf8 } from '@sealbridge/sodium';

const MS_PER_SECOND = 1000;

/** What a statement about the policy says, besides its place in the chain of records. */
export interface Wanted extends Pick<Rules, 'origin' | 'reason'> {
  readonly document: PolicyDocument;
  readonly parameters: Chosen;
}

/** The bytes of the statement that follows a record, as of now; the first one for null. */
export function nextStatement(
  previous: RulesRecord | null,
  { origin, reason, document, parameters }: Wanted,
): Uint8Array {
  return writeRules({
    origin,
    seq: previous === null ? 0 : previous.rules.seq + 1,
    prevHash: previous === null ? null : rulesHash(previous),
    documentHash: documentHash(document),
    documentVersion: document.version,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    // never before the record it follows, whose signer's clock may be ahead
    time: Math.max(Math.floor(Date.now() / MS_PER_SECOND), previous?.rules.time ?? 0),
    reason,
  });
}

/** SHA-256 of a policy document, as statements name it. */
export function documentHash(document: PolicyDocument): Uint8Array {
  return sha256(utf8(documentText(document)));
}

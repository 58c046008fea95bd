import { parseRulesRecord } from '@sealbridge/directory';

import type { StoredRecord } from './policy.repository.js';
import type { PolicyRecord } from './policy.types.js';
import type { StoredProposal } from './proposal.repository.js';
import type { PolicyProposal } from './proposal.types.js';

/** A stored record as members see it. */
export function recordType({ seq, record, rulesHash, policyHash, text, adoptedAt }: StoredRecord): PolicyRecord {
  return { seq, record, rulesHash, policyHash, text, adoptedAt };
}

/** A stored proposal as stewards and auditors see it. */
export function proposalType({ record, signedBy, row: _row, ...rest }: StoredProposal): PolicyProposal {
  const { bytes, rules } = parseRulesRecord(new Uint8Array(record));
  return { ...rest, seq: rules.seq, statement: bytes, signedBy: [...signedBy] };
}

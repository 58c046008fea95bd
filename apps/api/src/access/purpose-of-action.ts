import type { Action } from '@sealbridge/policy';
import type { Purpose } from '@sealbridge/vocabulary';

/** Acts that are done for one thing alone, and so declare no purpose (docs/reference/purpose-of-use.md). */
const PURPOSE_OF_ACTION: ReadonlyMap<Action, Purpose> = new Map([
  ['report.ledger', 'audit'],
  ['audit.read', 'audit'],
  ['audit.export', 'audit'],
  ['decision.explain', 'audit'],
]);

/** What an act is for by what it is, or undefined when nothing follows from that. */
export function purposeOfAction(action: Action): Purpose | undefined {
  return PURPOSE_OF_ACTION.get(action);
}

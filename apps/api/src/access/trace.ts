import type { Resource, Subject } from '@sealbridge/policy';

/** What is known of an act so far: its entry is made from this whichever way it ends. */
export interface Trace {
  readonly policyHash: Uint8Array;
  subject: Subject;
  resource: Resource | null;
  rules: readonly string[];
}

import type { Circumstances, Policy, Resource, Subject } from '@sealbridge/policy';

/** What is known of an act so far: its entry is made from this whichever way it ends. */
export interface Trace {
  readonly policy: Policy;
  subject: Subject;
  resource: Resource | null;
  /** What was true of the act besides; null until it is decided upon. */
  circumstances: Circumstances | null;
  rules: readonly string[];
}

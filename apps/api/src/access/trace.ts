import {
  type Circumstances,
  type FurtherQuestion,
  GUEST,
  type Policy,
  type Resource,
  type Subject,
} from '@sealbridge/policy';

/** What is known of an act so far: its entry is made from this whichever way it ends. */
export interface Trace {
  /** The one policy in force when the act began; before that was read, the one known last. */
  policy: Policy;
  subject: Subject;
  resource: Resource | null;
  /** What was true of the act besides; null until it is decided upon. */
  circumstances: Circumstances | null;
  rules: readonly string[];
  /** What policy was asked about besides, in order; the last may be what it refused. */
  readonly further: FurtherQuestion[];
  /** Set where policy refuses, or there is nothing to decide upon; what refuses besides is the act itself. */
  refusedBy: 'policy' | 'missing' | null;
}

/** Before an act begins. */
export function newTrace(policy: Policy): Trace {
  return { policy, subject: GUEST, resource: null, circumstances: null, rules: [], further: [], refusedBy: null };
}

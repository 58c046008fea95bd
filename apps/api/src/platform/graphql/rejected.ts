import type { Failure } from './user-error.js';

/**
 * Ends an act with an expected failure: thrown inside the work of an act, so that its transaction is rolled back and the
 * failure stands in the audit log, and turned back into a member of the operation's union by `orRejected`.
 */
export class Rejected extends Error {
  constructor(readonly member: Failure) {
    super(member.code);
    this.name = 'Rejected';
  }
}

/** Runs `work` and gives what it returns, or the member with which it was rejected. Other errors pass on. */
export async function orRejected<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Rejected) return error.member;
    throw error;
  }
}

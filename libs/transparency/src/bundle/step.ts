import { TransparencyError, type ReasonCode } from '../error.js';

/** The steps of verification, in their order; docs/reference/audit-log.md says what each proves and does not prove. */
export const STEP_NAMES = [
  'manifest',
  'checkpoint',
  'witnesses',
  'entries',
  'tiles',
  'root',
  'nodes',
  'sequence',
  'devices',
  'since',
] as const;

/** One of STEP_NAMES. */
export type StepName = (typeof STEP_NAMES)[number];

/** Numbers and names that a step reports, for people to read; never content of an entry. */
export type Facts = Readonly<Record<string, number | string>>;

/**
 * How a step ended. `code` is set when it failed, or why it could not be checked; `index` is the lowest entry at fault,
 * null when no single entry is.
 */
export interface Step {
  readonly name: StepName;
  readonly outcome: 'pass' | 'fail' | 'unchecked';
  readonly code: ReasonCode | null;
  readonly index: number | null;
  readonly facts: Facts;
}

/** Where and why a step failed. */
export interface Fault {
  readonly code: ReasonCode;
  readonly index: number | null;
}

/** Keeps the fault with the lowest index; one without an index counts last. */
export class FirstFault {
  #fault: Fault | null = null;

  /** Notes a fault. */
  note(code: ReasonCode, index: number | null): void {
    const known = this.#fault;
    const isEarlier = known === null || (index !== null && (known.index === null || index < known.index));
    if (isEarlier) this.#fault = { code, index };
  }

  /** The fault kept, or null. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** The step: failed when there is a fault, else as `otherwise` says. */
  step(name: StepName, facts: Facts, otherwise: 'pass' | 'unchecked' = 'pass'): Step {
    return this.#fault === null
      ? { name, outcome: otherwise, code: null, index: null, facts }
      : { name, outcome: 'fail', ...this.#fault, facts };
  }
}

/** A step that failed as a whole. Errors of other kinds than TransparencyError are bugs and pass through. */
export function failedStep(name: StepName, error: unknown): Step {
  if (!(error instanceof TransparencyError)) throw error;
  return { name, outcome: 'fail', code: error.code, index: null, facts: {} };
}

/** A step that could not be carried out because an earlier one failed or nothing was given to check against. */
export function uncheckedStep(name: StepName, facts: Facts = {}): Step {
  return { name, outcome: 'unchecked', code: null, index: null, facts };
}

/** What all steps together say. `first` is the step with the lowest entry at fault, or else the first that failed. */
export interface Verdict {
  /** no step failed */
  readonly ok: boolean;
  readonly first: Step | null;
  /** steps that were not carried out or not in full: a good verdict says nothing about them, and must be shown with them */
  readonly unchecked: readonly StepName[];
}

/** Sums up the steps of one verification. */
export function verdictOf(steps: readonly Step[]): Verdict {
  const failed = steps.filter((step) => step.outcome === 'fail');
  const named = failed.filter((step) => step.index !== null);
  const lowest = named.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const unchecked = steps.filter((step) => step.outcome === 'unchecked').map((step) => step.name);
  return { ok: failed.length === 0, first: lowest[0] ?? failed[0] ?? null, unchecked };
}

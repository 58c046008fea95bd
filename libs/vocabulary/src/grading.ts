/** A police grading scheme with its native codes; a grading is kept in the scheme it was made in and never converted. */
export interface GradingScheme {
  readonly source: readonly string[];
  readonly information: readonly string[];
  /** Empty where the scheme has no handling code. */
  readonly handling: readonly string[];
}

/** Names of the schemes a report may be graded in. */
export const GRADING_SCHEMES = ['3x5x2', '5x5x5', 'europol-4x4', 'admiralty'] as const;
export type GradingSchemeName = (typeof GRADING_SCHEMES)[number];

/** Native codes per scheme: UK 3x5x2 (current), UK 5x5x5 (legacy), Europol 4x4 with H, Admiralty or NATO 6x6. */
export const GRADING_CODES: Readonly<Record<GradingSchemeName, GradingScheme>> = {
  '3x5x2': { source: ['1', '2', '3'], information: ['A', 'B', 'C', 'D', 'E'], handling: ['P', 'C'] },
  '5x5x5': {
    source: ['A', 'B', 'C', 'D', 'E'],
    information: ['1', '2', '3', '4', '5'],
    handling: ['1', '2', '3', '4', '5'],
  },
  'europol-4x4': {
    source: ['A', 'B', 'C', 'X'],
    information: ['1', '2', '3', '4'],
    handling: ['H0', 'H1', 'H2', 'H3'],
  },
  admiralty: { source: ['A', 'B', 'C', 'D', 'E', 'F'], information: ['1', '2', '3', '4', '5', '6'], handling: [] },
};

/** A grading as it is sealed. `handling` is null where the author gave none. */
export interface Grading {
  readonly scheme: GradingSchemeName;
  readonly source: string;
  readonly information: string;
  readonly handling: string | null;
}

/** Words of likelihood and of confidence (MISP taxonomy `estimative-language`). */
export const LIKELIHOODS = [
  'almost-no-chance',
  'very-unlikely',
  'unlikely',
  'roughly-even-chance',
  'likely',
  'very-likely',
  'almost-certain',
] as const;
export const CONFIDENCES = ['low', 'moderate', 'high'] as const;

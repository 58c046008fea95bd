import { PATTERNS, type SyntheticPattern } from './synthetic-patterns.js';
import { REPORT_AUTHORS } from './world.js';

/** A synthetic report: the profile that writes it and the report file as an analyst would have it. */
export interface SyntheticReport {
  /** 1 to 60; also names the submission, so that a second attempt makes no second report. */
  readonly number: number;
  readonly author: (typeof REPORT_AUTHORS)[number];
  readonly file: Readonly<Record<string, unknown>>;
}

const FIRST_YEAR = 2024;
const MONTHS_PER_YEAR = 12;
const TLP_CYCLE = ['AMBER', 'GREEN', 'AMBER', 'AMBER+STRICT'] as const;
const URGENCY_CYCLE = ['routine', 'strategic', 'routine', 'time_critical_72h'] as const;

/** The 60 reports, the same at every call: 20 rounds of one report by each of the three NGOs. */
export function syntheticReports(): SyntheticReport[] {
  const rounds = PATTERNS.flatMap((pattern) => Array.from({ length: pattern.rounds }, () => pattern));
  return rounds.flatMap((pattern, round) =>
    REPORT_AUTHORS.map((author, seat) => {
      const number = round * REPORT_AUTHORS.length + seat + 1;
      return { number, author, file: reportFile(number, round, pattern) };
    }),
  );
}

function reportFile(number: number, round: number, pattern: SyntheticPattern): Readonly<Record<string, unknown>> {
  const phone = `+4477009${String(number).padStart(5, '0')}`;
  return {
    lang: 'en',
    title: `SYNTHETIC ${String(number)}: ${pattern.name}`,
    statements: [
      {
        text: `SYNTHETIC demonstration text, no real case. Pattern: ${pattern.name}.\nThe organiser is reached on ${phone}.`,
        kind: 'fact',
      },
      { text: 'SYNTHETIC assessment: the same organiser seems to work for several places.', kind: 'assessment' },
    ],
    identifiers: [{ kind: 'phone', value: phone }],
    grading: { scheme: '3x5x2', source: 2, information: 'B', handling: 'C' },
    card: { ...pattern.card, period: { from: month(round), to: month(round + (number % 3)) } },
    tlp: TLP_CYCLE[number % TLP_CYCLE.length],
    urgency: URGENCY_CYCLE[number % URGENCY_CYCLE.length],
    reporterClass: 'staff_observation',
    contactWish: 'via_ngo_only',
  };
}

/** The month so many months after the first one of the demo world. */
function month(step: number): string {
  const year = FIRST_YEAR + Math.floor(step / MONTHS_PER_YEAR);
  return `${year}-${String((step % MONTHS_PER_YEAR) + 1).padStart(2, '0')}`;
}

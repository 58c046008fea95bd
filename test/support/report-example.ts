// One report file as a value, for specs to change. Made up from beginning to end.
export const REPORT_FILE = {
  lang: 'en',
  title: 'Farm crew, passports kept',
  narrative: 'Crew of thirty men.\n\nNok says the boss Mae Orn keeps the passports. Call 07400 123456.',
  card: {
    palermo: { act: ['recruitment'], means: ['fraud'], purpose: ['forced_labour_or_services'] },
    exploitation: ['ForcedLabour'],
    sector: { isic: 'A_AgricultureForestryAndFishing', type: ['Agriculture'] },
    controls: ['WithholdsDocuments'],
    recruitment: ['JobOffer'],
    route: { origin: ['TH'], transit: [], destination: ['GB'] },
    period: { from: '2019-01', to: '2020-06' },
    cohort: { count_band: '10-49', age_bands: ['21--23'], genders: ['Masculine'] },
  },
  identifiers: [{ kind: 'alias', value: 'Mae Orn' }],
  grading: { scheme: '3x5x2', source: 2, information: 'B', handling: 'C' },
  tlp: 'AMBER',
  urgency: 'routine',
  reporterClass: 'staff_observation',
  contactWish: 'no_contact',
};

/** The report file with fields put in the place of others; null takes a field away. */
export function changedReportFile(change: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries<unknown>({ ...REPORT_FILE, ...change }).filter(([, value]) => value !== null),
  );
}

/** What a person adds to a proposal so that the gate can open. */
export const READ_AND_ANSWERED = {
  linesRead: 'all',
  attest: 'Analyst One',
  combination: { answered: true },
  closing: [false, false, false],
} as const;

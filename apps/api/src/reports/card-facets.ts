import type { StoredCard } from '@sealbridge/vocabulary';

/** What of a card stands in the page and count index, as bare codes. */
export interface CardFacets {
  readonly exploitation: readonly string[];
  readonly control: readonly string[];
  readonly recruitment: readonly string[];
  readonly sector: readonly string[];
  readonly origin: readonly string[];
  readonly destination: readonly string[];
  readonly ageBand: readonly string[];
  readonly gender: readonly string[];
  /** The month in which the report counts, as year * 12 + month - 1; null when the card does not say. */
  readonly month: number | null;
}

/** The facets of a card. A null reason counts as no code. */
export function facetsOf(card: StoredCard): CardFacets {
  const route = group(card.route);
  const cohort = group(card.cohort);
  const sector = group(card.sector);
  return {
    exploitation: codes(card.exploitation),
    control: codes(card.controls),
    recruitment: codes(card.recruitment),
    sector: [...codes(sector['isic']), ...codes(sector['type'])],
    origin: codes(route['origin']),
    destination: codes(route['destination']),
    ageBand: codes(cohort['age_bands']),
    gender: codes(cohort['genders']),
    month: monthOf(group(card.period)['to']),
  };
}

/** The facets of a report whose card is sealed: none. */
export const NO_FACETS: CardFacets = {
  exploitation: [],
  control: [],
  recruitment: [],
  sector: [],
  origin: [],
  destination: [],
  ageBand: [],
  gender: [],
  month: null,
};

/** The month of a UNIX hour, counted like `CardFacets.month`. */
export function monthOfHour(hour: number): number {
  const date = new Date(hour * 3_600_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function group(value: unknown): Readonly<Record<string, unknown>> {
  const isGroup = typeof value === 'object' && value !== null && !('scheme' in value);
  return isGroup ? (value as Readonly<Record<string, unknown>>) : {};
}

function codes(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => codeOf(item) ?? []);
  const code = codeOf(value);
  return code === null ? [] : [code];
}

function codeOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('scheme' in value) || !('code' in value)) return null;
  if (value.scheme === 'sealbridge.null-reason' || typeof value.code !== 'string') return null;
  return value.code;
}

function monthOf(value: unknown): number | null {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})$/u.exec(value) : null;
  return match === null ? null : Number(match[1]) * 12 + Number(match[2]) - 1;
}

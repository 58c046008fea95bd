import { COUNTRIES, countryOf, isPlace, type CardDraft } from '@sealbridge/vocabulary';
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';

/** How many countries a number without a country code is tried in. */
const MAX_COUNTRIES = 16;

// Where a report in the language is likely written from or about. The card's own route comes first.
const COUNTRIES_OF_LANG: Readonly<Record<string, readonly string[]>> = {
  en: ['GB', 'US'],
  es: ['ES', 'MX', 'CO', 'PE'],
  fr: ['FR', 'BE', 'SN', 'MA'],
  ar: ['SA', 'AE', 'LB', 'EG'],
  uk: ['UA', 'PL'],
  ro: ['RO', 'MD'],
  hi: ['IN'],
  pt: ['PT', 'BR'],
  tl: ['PH'],
  fil: ['PH'],
};

/**
 * Gives the countries in which a telephone number without a country code is tried, the likeliest first: those of the card's
 * route (destination, transit, origin), then those of the language. Never empty of meaning: unknown codes are left out.
 */
export function countriesOf(lang: string, card: CardDraft | null): readonly CountryCode[] {
  const route = card === null || typeof card.route === 'string' ? null : card.route;
  const places = route === null ? [] : [route.destination, route.transit, route.origin].flat();
  const ofRoute = places.filter((place) => isPlace(place)).map(countryOf);
  const ofLang = [...(COUNTRIES_OF_LANG[lang.split('-')[0] ?? ''] ?? []), lang.split('-')[1] ?? ''];
  const known = [...ofRoute, ...ofLang].filter((country) => COUNTRIES.includes(country));
  return [...new Set(known)].filter((country) => isSupportedCountry(country)).slice(0, MAX_COUNTRIES);
}

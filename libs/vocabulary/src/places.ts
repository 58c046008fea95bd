// ISO 3166-1 alpha-2, the 249 officially assigned codes. A code element is a fact; names of countries are left to Unicode CLDR.
const ASSIGNED = [
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI',
  'BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN',
  'CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK',
  'FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM',
  'HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN',
  'KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK',
  'ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP',
  'NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW',
  'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF',
  'TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI',
  'VN VU WF WS YE YT ZA ZM ZW',
].flatMap((row) => row.split(' '));

/** User-assigned codes, which ISO 3166-1 will never give to a country: for synthetic reports and demonstrations. */
export const USER_ASSIGNED_COUNTRIES: readonly string[] = ['XA', 'XB'];

/** Every country code a card may hold. */
export const COUNTRIES: readonly string[] = Object.freeze([...ASSIGNED, ...USER_ASSIGNED_COUNTRIES]);

/** What follows the country in an ISO 3166-2 code. The five thousand subdivisions themselves are not listed: see isPlace. */
export const SUBDIVISION_PATTERN = '[A-Z0-9]{1,3}';

const PLACE = new RegExp(`^([A-Z]{2})(-${SUBDIVISION_PATTERN})?$`);
const KNOWN = new Set(COUNTRIES);

/** Version of the two place schemes: the year of the list that was typed in. */
export const ISO_3166_VERSION = '2020';

/**
 * Tells whether a text is a country (`TH`) or a subdivision of one (`TH-10`). The country has to exist; a subdivision is
 * checked by form only, because the list changes several times a year and this library imports nothing.
 */
export function isPlace(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const country = PLACE.exec(value)?.[1];
  return country !== undefined && KNOWN.has(country);
}

/** Gives the country of a place that `isPlace` accepts. */
export function countryOf(place: string): string {
  return place.slice(0, 2);
}

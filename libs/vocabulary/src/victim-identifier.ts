// What must never stand in a card, hashed or not. A card is closed anyway: this file only decides which refusals are called
// by their name, so that an analyst learns that the value must not be there at all, rather than that it is misspelt.

/** Words of keys that hold a person's identifiers: HTCDS `prs_` fields and their usual spellings. */
const IDENTIFIER_KEYS: readonly (readonly [word: string, RegExp])[] = [
  ['name', /^(prs|vic|victim|person)?_?(first|last|given|family|middle|full|nick|sur|maiden)?_?names?$/],
  ['name', /^(alias|aliases|initials|person|persons|victim|victims|survivor|survivors|client|clients)$/],
  ['birth date', /^(prs|vic|victim)?_?(birth_?(date|day|place|year)?|date_?of_?birth|dob|exact_?age|age)$/],
  ['phone number', /phone|mobile|(^|_)tel(_|$)|whatsapp|msisdn|imei|(^|_)sim(_|$)/],
  ['e-mail address', /e_?mail/],
  ['address', /address|street|post_?code|zip_?code|(^|_)zip$|location_?of|(^|_)home(_|$)|shelter|premises/],
  ['coordinates', /(^|_)(lat|lng|lon|long|gps|geo|latitude|longitude|coordinates?|pin)(_|$)/],
  [
    'document number',
    /passport|document|identity|national_?id|(^|_)(ssn|nin|nrm|cnp|visa)(_|$)|case_?(no|number|ref)|licen[cs]e/,
  ],
  ['account', /account|iban|(^|_)(bank|card_no|wallet|handle|username|url|facebook|instagram)(_|$)/],
  ['picture', /photo|picture|image|biometric|fingerprint|face/],
];

/** Forms of values that identify somebody. Digits of any script count as digits. */
const IDENTIFIER_VALUES: readonly (readonly [word: string, RegExp])[] = [
  ['e-mail address', /\p{L}\S*\s?(@|[([]at[)\]])\s?\S+/u],
  ['handle', /^@/u],
  ['web address', /^(https?:|www\.)|:\/\//iu],
  ['coordinates', /-?\p{Nd}{1,3}[.,]\p{Nd}{3,}\s*[,;\s]\s*-?\p{Nd}{1,3}[.,]\p{Nd}{3,}/u],
  ['exact date', /\p{Nd}{1,4}\s?[-/.]\s?\p{Nd}{1,2}\s?[-/.]\s?\p{Nd}{1,4}/u],
  ['number', /\p{Nd}{5,}|(?:\p{Nd}[\s().\-/]*){7,}/u],
  ['name or other free text', /\p{L}\s+\p{L}|[^\p{ASCII}]/u],
];

/** Names what kind of identifier a key asks for, or null when it does not look like one. */
export function identifierKey(key: string): string | null {
  const flat = key
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[\s.-]+/gu, '_');
  return IDENTIFIER_KEYS.find(([, pattern]) => pattern.test(flat))?.[0] ?? null;
}

/** Names what a value that is no code looks like, or null when it only looks like a wrong code. */
export function identifierValue(value: string): string | null {
  return IDENTIFIER_VALUES.find(([, pattern]) => pattern.test(value))?.[0] ?? null;
}

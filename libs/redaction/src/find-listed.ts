import type { IdentifierKind } from '@sealbridge/vocabulary';

import type { Detected, FinderContext } from './detected.js';
import type { FindingClass } from './finding.js';
import { flatten } from './flatten.js';
import { occurrences } from './occurrences.js';

/** The class of a finding that stands among the identifiers, by the kind it has there. */
export const CLASS_OF_KIND: Readonly<Record<IdentifierKind, FindingClass>> = {
  phone: 'phone',
  email: 'email',
  handle: 'handle',
  url_or_ad_id: 'url',
  vehicle_plate: 'plate',
  vehicle_description: 'vehicle',
  bank_account: 'account',
  crypto_address: 'crypto',
  company_reg_no: 'number',
  business_name: 'company',
  alias: 'person',
  document_number: 'document_no',
  premises: 'premises',
  description: 'description_physical',
  other: 'other',
};

// A value of one letter or digit would be found in every line.
const MIN_CHARACTERS = 3;

/** Finds the identifiers of the report word for word in its text, the longest first: what is sealed must not stay in clear. */
export function findListed(text: string, context: FinderContext): Detected[] {
  return context.identifiers
    .map((identifier) => ({ identifier, needle: flatten(identifier.value).text.trim() }))
    .filter(({ needle }) => needle.length >= MIN_CHARACTERS)
    .sort((a, b) => b.needle.length - a.needle.length)
    .flatMap(({ identifier, needle }) =>
      occurrences(text, needle).map(({ start, end }) => ({
        start,
        end,
        class: CLASS_OF_KIND[identifier.kind],
        certainty: 'certain' as const,
        why: 'stands among the identifiers',
        identifier,
      })),
    );
}

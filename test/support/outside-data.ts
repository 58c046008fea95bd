// Test data that is read in place and never copied into the project: published vectors, and case files as analysts type them.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const BESIDE_THE_CHECKOUT = resolve(__dirname, '..', '..', '..', 'shared');

/** The folder of outside vectors: `SEALBRIDGE_FIXTURES`, else `shared/fixtures` beside the checkout; null when neither exists. */
export function fixturesDir(): string | null {
  return existing(process.env['SEALBRIDGE_FIXTURES'] ?? resolve(BESIDE_THE_CHECKOUT, 'fixtures'));
}

/** The folder of case files: `SEALBRIDGE_CASES`, else `shared/cases` beside the checkout; null when neither exists. */
export function casesDir(): string | null {
  return existing(process.env['SEALBRIDGE_CASES'] ?? resolve(BESIDE_THE_CHECKOUT, 'cases'));
}

function existing(folder: string): string | null {
  return existsSync(folder) ? folder : null;
}

// Records about the policy for tests: the one a world begins with, and the next ones as stewards would sign them.
import { rulesHash, rulesRecord, signRules, writeRules, writeRulesRecord, type Rules } from '@sealbridge/directory';
import type { RulesRecord } from '@sealbridge/directory';
import { DOCUMENT, documentText, POLICY } from '@sealbridge/policy';
import { sha256, utf8 } from '@sealbridge/sodium';

import { FIXTURE_ORIGIN, type DirectoryFixture } from './directory-fixture.js';

/** A statement about the policy of this build with the default of every parameter, unless `change` says otherwise. */
export function rulesOf(
  change: Partial<Rules> & { readonly choices?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const { choices = {}, ...rest } = change;
  const chosen = { ...POLICY.parameters, ...choices };
  return writeRules({
    origin: FIXTURE_ORIGIN,
    seq: 0,
    prevHash: null,
    documentHash: sha256(utf8(documentText(DOCUMENT))),
    documentVersion: DOCUMENT.version,
    parameters: Object.entries(chosen).map(([name, value]) => ({ name, value })),
    time: Math.floor(Date.now() / 1000),
    reason: 'review',
    ...rest,
  });
}

/** The statement that follows a record. */
export function rulesAfter(previous: RulesRecord, change: Parameters<typeof rulesOf>[0] = {}): Uint8Array {
  const time = Math.max(Math.floor(Date.now() / 1000), previous.rules.time);
  return rulesOf({ seq: previous.rules.seq + 1, prevHash: rulesHash(previous), time, ...change });
}

/** The record a world begins with, signed by two roots of its stewards. */
export function firstRules(directory: DirectoryFixture): Uint8Array {
  const bytes = rulesOf({ reason: 'first' });
  const signatures = directory.rootSigners(directory.stewards).map((root) => signRules(bytes, root));
  return writeRulesRecord(rulesRecord(bytes, signatures));
}

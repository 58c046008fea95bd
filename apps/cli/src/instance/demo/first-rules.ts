import { existsSync, readFileSync } from 'node:fs';

import { parseRulesRecord, rootSigner, rulesRecord, signRules, writeRulesRecord } from '@sealbridge/directory';
import { DOCUMENT, POLICY } from '@sealbridge/policy';
import { equal, fromBase64, toBase64 } from '@sealbridge/sodium';

import { documentHash, nextStatement } from '../../policy/statement.js';
import type { InstanceHome } from '../home.js';
import { logOrigin } from '../keys.js';
import { writePrivateFile } from '../private-file.js';
import type { DemoRoots } from './roots.js';
import { STEWARDS } from './world.js';

/** What the API starts from; see docs/reference/configuration.md. */
interface GenesisFile {
  readonly records: readonly string[];
  readonly lockboxes: readonly unknown[];
  readonly policy?: string;
}

/**
 * Writes the genesis file with the policy an instance begins with, signed by two roots of the stewards. A file of an earlier version gets
 * one, and one for other rules is replaced: it counts only while the instance has no record at all.
 */
export function writeGenesis(home: InstanceHome, begin: Omit<GenesisFile, 'policy'>, roots: DemoRoots): void {
  const before = existsSync(home.genesisFile) ? readGenesis(home) : { ...begin };
  if (before.policy !== undefined && isForOwnRules(before.policy)) return;
  const origin = logOrigin(home);
  const bytes = nextStatement(null, { origin, reason: 'first', document: DOCUMENT, parameters: POLICY.parameters });
  const signatures = roots.signing(STEWARDS.handle).map((root) => signRules(bytes, rootSigner(root.sign)));
  const policy = toBase64(writeRulesRecord(rulesRecord(bytes, signatures)));
  writePrivateFile(home.genesisFile, `${JSON.stringify({ ...before, policy }, null, 2)}\n`);
}

function readGenesis(home: InstanceHome): GenesisFile {
  return JSON.parse(readFileSync(home.genesisFile, 'utf8')) as GenesisFile;
}

function isForOwnRules(policy: string): boolean {
  return equal(parseRulesRecord(fromBase64(policy)).rules.documentHash, documentHash(DOCUMENT));
}

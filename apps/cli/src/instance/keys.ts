import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { deriveSigningKeyPair, randomBytes, ready, toHex } from '@sealbridge/sodium';
import {
  makeNodeCertificate,
  makeNoteSigner,
  type NoteSigner,
  parseSignerKey,
  writeSignerKey,
} from '@sealbridge/transparency';

import type { InstanceHome } from './home.js';
import { DATABASE_ROLES, passwordFile } from './passwords.js';
import { policyText } from './policy-text.js';
import { readOrMakePrivateFile } from './private-file.js';

const KEY_BYTES = 32;
const NODE_ID = 'node-1';
const WITNESS_NAME = 'witness.demo.invalid';
/** `.invalid` can never be a real host: what a local witness vouches for must not be mistaken for a public log. */
const ORIGIN_PREFIX = 'demo.invalid/';
const ORIGIN_RANDOM_BYTES = 6;

/**
 * Makes every key of the instance that is absent, each in a file of mode 0600: log, witness, node with its certificate,
 * cursors, row-level security contexts, addresses of notices, the first shred KEK, database passwords; and the policy file that names log and
 * witness. What exists is left alone, so a start that was killed half-way goes on.
 */
export async function makeInstanceKeys(home: InstanceHome): Promise<void> {
  await ready();
  for (const role of DATABASE_ROLES) passwordFile(home, role);
  for (const name of ['cursor.key', 'ctx.key', 'notice.key'])
    readOrMakePrivateFile(join(home.apiKeys, name), () => randomBytes(KEY_BYTES));
  makeShredKek(join(home.apiKeys, 'shred-kek'));
  const log = makeSigner(join(home.logKeys, 'log.key'), () => makeNoteSigner(makeOrigin(), 'ed25519'));
  const witness = makeSigner(join(home.witnessKeys, 'witness.key'), () => makeNoteSigner(WITNESS_NAME, 'cosignature'));
  readOrMakePrivateFile(home.policyFile, () => policyText(log, witness));
  makeNode(home, log);
}

/** The name of this instance's log; the keys exist. */
export function logOrigin(home: InstanceHome): string {
  return readSigner(join(home.logKeys, 'log.key')).name;
}

function makeSigner(path: string, make: () => NoteSigner): NoteSigner {
  readOrMakePrivateFile(path, () => `${writeSignerKey(make())}\n`);
  return readSigner(path);
}

function readSigner(path: string): NoteSigner {
  return parseSignerKey(readFileSync(path, 'utf8').trim());
}

function makeOrigin(): string {
  return `${ORIGIN_PREFIX}${nodeRandomBytes(ORIGIN_RANDOM_BYTES).toString('hex')}`;
}

/** The node's signing seed and its certificate by the log key (docs/reference/audit-log.md, Node signatures). */
function makeNode(home: InstanceHome, log: NoteSigner): void {
  const seed = readOrMakePrivateFile(join(home.apiKeys, 'node.key'), () => randomBytes(KEY_BYTES));
  readOrMakePrivateFile(join(home.apiKeys, 'node.cert'), () => {
    const { publicKey } = deriveSigningKeyPair(new Uint8Array(seed));
    const notBefore = Math.floor(Date.now() / 1000);
    return makeNodeCertificate({ nodeId: NODE_ID, publicKey, origin: log.name, notBefore }, log.privateKey);
  });
}

/** The first key that wraps shred keys; the API makes the following ones and destroys the old (security-corrections B1). */
function makeShredKek(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readdirSync(folder).some((name) => name.endsWith('.key'))) return;
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/gu, '');
  readOrMakePrivateFile(join(folder, `${stamp}-${toHex(randomBytes(4))}.key`), () => randomBytes(KEY_BYTES));
}

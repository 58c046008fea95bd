import { readFileSync } from 'node:fs';

import type { Explanation, Inclusion } from '@sealbridge/client';
import { equal } from '@sealbridge/sodium';
import {
  auditEntry,
  BUNDLE_FILES,
  type CheckedCheckpoint,
  checkCheckpoint,
  parseBundleLine,
  parseProof,
  type Policy,
  splitLines,
  TransparencyError,
  verifyInclusion,
  verifyProof,
} from '@sealbridge/transparency';

import { usage } from '../../output/failure.js';
import { makeTemporaryFolder } from '../../output/temporary-files.js';
import { folderSource } from '../bundle/folder-source.js';
import { unpackBundle } from '../bundle/unpack.js';
import { requireVerified, verifyFolder } from '../bundle/verify-folder.js';

/** By what an entry is shown to be on the log. */
export interface Shown {
  /** Whose log and witnesses count; null: nobody's are known here. */
  readonly policy: Policy | null;
  readonly bundle?: string;
  readonly checkpoint?: string;
}

const ok = (words: string): ReturnType<Inclusion> => ({ outcome: 'ok', words });
const failed = (words: string): ReturnType<Inclusion> => ({ outcome: 'failed', words });

/**
 * Whether the entry of an explanation is on the log: by an evidence bundle, by a signed checkpoint of the size of its proof, or by the
 * checkpoint that came with it. Throws a Failure: exit 2 for a file that cannot be read, exit 5 for a bundle that does not verify.
 */
export async function inclusionBy({ policy, bundle, checkpoint }: Shown, of: Explanation): Promise<Inclusion> {
  if (policy === null) {
    return () => ({ outcome: 'unchecked', words: 'no key of the log is known here: name one with --policy' });
  }
  if (bundle !== undefined) {
    const found = await inBundle(bundle, policy, of);
    return () => found;
  }
  if (checkpoint !== undefined) {
    const signed = checked(() => checkCheckpoint(readBytes(checkpoint), policy));
    return (explanation) => (signed === null ? failed('the checkpoint does not verify') : under(signed, explanation));
  }
  return (explanation) => byOwnProof(explanation, policy);
}

async function inBundle(file: string, policy: Policy, of: Explanation): Promise<ReturnType<Inclusion>> {
  const folder = makeTemporaryFolder();
  await unpackBundle(file, folder);
  requireVerified(await verifyFolder(folder, { policy, genesis: null, since: null, mayWithhold: true }));
  const entry = auditEntry(of.salt, of.payload);
  for await (const line of splitLines(folderSource(folder).stream(BUNDLE_FILES.entries))) {
    const { index, entry: logged } = parseBundleLine(line);
    if (index !== of.index) continue;
    return equal(logged, entry)
      ? ok(`entry ${index} of the bundle`)
      : failed(`entry ${index} of the bundle is another`);
  }
  return failed('the bundle does not reach to the entry');
}

function under(signed: CheckedCheckpoint, { index, leafHash, proof }: Explanation): ReturnType<Inclusion> {
  const read = proof === null ? null : checked(() => parseProof(proof));
  if (read === null) return failed('there is no proof that could be checked against the checkpoint');
  const { size, root } = signed;
  const holds =
    read.index === index && checked(() => verifyInclusion({ leafHash, index, size, root, proof: read.proof }));
  return holds === true
    ? ok(`entry ${index} under the checkpoint of size ${size}`)
    : failed(`not proved under the checkpoint of size ${size}; the proof may be for another size`);
}

function byOwnProof({ index, leafHash, proof }: Explanation, policy: Policy): ReturnType<Inclusion> {
  if (proof === null) return { outcome: 'unchecked', words: 'no checkpoint covered the entry yet' };
  const signed = checked(() => {
    const read = parseProof(proof);
    return read.index === index ? verifyProof(read, leafHash, policy) : null;
  });
  return signed === null
    ? failed('its proof does not verify under a checkpoint of this log')
    : ok(`entry ${index}, proved under a cosigned checkpoint of size ${signed.size}`);
}

/** What `check` gives, null when it does not verify. */
function checked<T>(check: () => T): T | null {
  try {
    return check();
  } catch (error) {
    if (error instanceof TransparencyError) return null;
    throw error;
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw usage('E_FILE', 'the checkpoint cannot be read');
  }
}

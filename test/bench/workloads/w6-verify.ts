import { hash } from 'node:crypto';
import { equal, ready } from '@sealbridge/sodium';
import {
  inclusionProof,
  leafHash,
  memorySource,
  rootOf,
  verifyInclusion,
  type InclusionClaim,
} from '@sealbridge/transparency';

import type { Result } from '../result.js';
import { inTurn, measureRoundRobin, type Plan } from '../round-robin.js';

const LEAVES = 65_536;
const ENTRY_BYTES = 257;
const PROOFS = 1024;
const HASHES_PER_PROOF = Math.log2(LEAVES);

/** W6: verify a whole log, and single inclusion proofs. Limit: the same number of native SHA-256 calls on the same bytes. */
export async function verifying(plan: Plan): Promise<Result[]> {
  await ready();
  const entries = Array.from({ length: LEAVES }, (_, index) => entryOf(index));
  const leaves = entries.map(leafHash);
  const root = rootOf(leaves);
  if (!equal(nativeRoot(entries), root)) throw new Error('w6: the contenders do not agree on the root');
  const claims = await claimsOf(leaves, root);
  if (!claims.every(verifyInclusion)) throw new Error('w6: a proof does not verify');

  const whole = await measureRoundRobin(
    [
      { name: 'native SHA-256 (node:crypto)', run: inTurn(() => nativeRoot(entries)) },
      { name: 'Sealbridge', run: inTurn(() => rootOf(entries.map(leafHash))) },
    ],
    plan,
  );
  const node = new Uint8Array(65);
  let next = 0;
  const single = await measureRoundRobin(
    [
      {
        name: 'native SHA-256 of as many nodes',
        run: inTurn(() => {
          for (let level = 0; level < HASHES_PER_PROOF; level += 1) hash('sha256', node, 'buffer');
        }),
      },
      {
        name: 'Sealbridge',
        run: inTurn(() => {
          const claim = claims[(next += 1) % PROOFS];
          if (claim === undefined || !verifyInclusion(claim)) throw new Error('w6: a proof does not verify');
        }),
      },
    ],
    plan,
  );
  return [
    { workload: 'W6', what: `verify a log of ${LEAVES.toLocaleString('en')} entries`, rows: whole },
    { workload: 'W6', what: 'verify one inclusion proof', rows: single },
  ];
}

function entryOf(index: number): Uint8Array {
  const entry = new Uint8Array(ENTRY_BYTES);
  new DataView(entry.buffer).setUint32(0, index);
  return entry;
}

async function claimsOf(leaves: readonly Uint8Array[], root: Uint8Array): Promise<InclusionClaim[]> {
  const source = memorySource(leaves);
  const indexes = Array.from({ length: PROOFS }, (_, n) => (n * 7919) % LEAVES);
  return Promise.all(
    indexes.map(async (index) => ({
      leafHash: leaves[index] ?? new Uint8Array(),
      index,
      size: LEAVES,
      proof: await inclusionProof(source, index, LEAVES),
      root,
    })),
  );
}

function nativeRoot(entries: readonly Uint8Array[]): Uint8Array {
  let level = entries.map((entry) => nativeNode(0, entry));
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, n) =>
      nativeNode(1, level[2 * n] ?? new Uint8Array(), level[2 * n + 1] ?? new Uint8Array()),
    );
  }
  return level[0] ?? new Uint8Array();
}

function nativeNode(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const input = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  input[0] = prefix;
  let offset = 1;
  for (const part of parts) {
    input.set(part, offset);
    offset += part.length;
  }
  return hash('sha256', input, 'buffer');
}

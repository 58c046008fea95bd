import fc from 'fast-check';
import { randomBytes, ready } from '@sealbridge/sodium';
import { emptyRoot, leafHash, nodeHash } from './hash.js';
import { consistencyProof, inclusionProof, memorySource, rootAt } from './prove.js';
import { rootOf } from './subtrees.js';
import { verifyConsistency, verifyInclusion, type ConsistencyClaim, type InclusionClaim } from './verify.js';

const MAX_LEAVES = 600;
let leaves: Uint8Array[];

beforeAll(async () => {
  await ready();
  leaves = Array.from({ length: MAX_LEAVES }, (_, index) => leafHash(Uint8Array.of(index % 256, index >> 8)));
});

// The definition of RFC 6962 section 2.1 as it stands there, without any of the library's shortcuts.
function naiveRoot(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (only === undefined) return emptyRoot();
  if (hashes.length === 1) return only;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return nodeHash(naiveRoot(hashes.slice(0, split)), naiveRoot(hashes.slice(split)));
}

function flipEach(hash: Uint8Array): Uint8Array[] {
  return Array.from({ length: hash.length * 8 }, (_, bit) => {
    const copy = Uint8Array.from(hash);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return copy;
  });
}

async function inclusionClaim(index: number, size: number): Promise<InclusionClaim> {
  const proof = await inclusionProof(memorySource(leaves), index, size);
  return { leafHash: leaves[index] ?? new Uint8Array(0), index, size, proof, root: rootOf(leaves.slice(0, size)) };
}

async function consistencyClaim(size1: number, size2: number): Promise<ConsistencyClaim> {
  const proof = await consistencyProof(memorySource(leaves), size1, size2);
  return { size1, size2, root1: rootOf(leaves.slice(0, size1)), root2: rootOf(leaves.slice(0, size2)), proof };
}

function withProofBits<T extends { readonly proof: readonly Uint8Array[] }>(claim: T): T[] {
  return claim.proof.flatMap((hash, place) =>
    flipEach(hash).map((bad) => ({ ...claim, proof: claim.proof.map((kept, at) => (at === place ? bad : kept)) })),
  );
}

const pair = fc.tuple(fc.integer({ min: 1, max: MAX_LEAVES }), fc.integer({ min: 1, max: MAX_LEAVES }));

describe('the tree', () => {
  it('has the root of the definition at every size', async () => {
    const source = memorySource(leaves);
    for (let size = 0; size <= MAX_LEAVES; size += size < 70 ? 1 : 53) {
      const expected = naiveRoot(leaves.slice(0, size));
      expect(Buffer.from(rootOf(leaves.slice(0, size)))).toEqual(Buffer.from(expected));
      expect(Buffer.from(await rootAt(source, size))).toEqual(Buffer.from(expected));
    }
  });

  it('proves the inclusion of every leaf, and of no other index or size', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([a, b]) => {
        const claim = await inclusionClaim(Math.min(a, b) - 1, Math.max(a, b));
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: claim.index + 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(claim.proof.length === 0);
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, randomBytes(32)] })).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('refuses an inclusion claim when any single bit of it is changed', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([a, b]) => {
        const claim = await inclusionClaim(Math.min(a, b) - 1, Math.max(a, b));
        const changed = [
          ...withProofBits(claim),
          ...flipEach(claim.leafHash).map((bad) => ({ ...claim, leafHash: bad })),
          ...flipEach(claim.root).map((root) => ({ ...claim, root })),
        ];
        expect(changed.filter(verifyInclusion)).toHaveLength(0);
      }),
      { numRuns: 12 },
    );
  });

  it('proves that every size continues every earlier one', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([a, b]) => {
        const claim = await consistencyClaim(Math.min(a, b), Math.max(a, b));
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, proof: [...claim.proof, randomBytes(32)] })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: claim.proof.slice(0, -1) })).toBe(claim.proof.length === 0);
        expect(verifyConsistency({ ...claim, root1: claim.root2, root2: claim.root1 })).toBe(
          claim.size1 === claim.size2,
        );
      }),
      { numRuns: 150 },
    );
  });

  it('refuses a consistency claim when any single bit of it is changed', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([a, b]) => {
        const claim = await consistencyClaim(Math.min(a, b), Math.max(a, b));
        const changed = [
          ...withProofBits(claim),
          ...flipEach(claim.root1).map((root1) => ({ ...claim, root1 })),
          ...flipEach(claim.root2).map((root2) => ({ ...claim, root2 })),
        ];
        expect(changed.filter(verifyConsistency)).toHaveLength(0);
      }),
      { numRuns: 12 },
    );
  });

  it('refuses a claim of numbers no tree has', async () => {
    const claim = await inclusionClaim(3, 9);
    for (const bad of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(verifyInclusion({ ...claim, index: bad })).toBe(false);
      expect(verifyInclusion({ ...claim, size: bad })).toBe(false);
    }
    const other = await consistencyClaim(3, 9);
    expect(verifyConsistency({ ...other, size1: 0 })).toBe(false);
    expect(verifyConsistency({ ...other, size1: 10 })).toBe(false);
  });

  it('verifies beyond 32 bits, where bit operators would wrap', async () => {
    const size = 2 ** 40 + 1;
    const peak = randomBytes(32);
    const last = randomBytes(32);
    const root = nodeHash(peak, last);
    expect(verifyInclusion({ leafHash: last, index: 2 ** 40, size, proof: [peak], root })).toBe(true);
    expect(verifyInclusion({ leafHash: last, index: 0, size, proof: [peak], root })).toBe(false);
    expect(verifyConsistency({ size1: 2 ** 40, size2: size, root1: peak, root2: root, proof: [last] })).toBe(true);
    const source = (level: number, index: number): Uint8Array => (level === 40 && index === 0 ? peak : last);
    expect(await inclusionProof(source, 2 ** 40, size)).toEqual([peak]);
  });

  it('makes no proof of what the tree has not', async () => {
    const source = memorySource(leaves.slice(0, 8));
    await expect(inclusionProof(source, 8, 8)).rejects.toThrow(RangeError);
    await expect(consistencyProof(source, 0, 8)).rejects.toThrow(RangeError);
    await expect(consistencyProof(source, 9, 8)).rejects.toThrow(RangeError);
    await expect(rootAt(source, -1)).rejects.toThrow(RangeError);
  });
});

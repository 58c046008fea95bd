import fc from 'fast-check';
import { ready, toBase64, utf8 } from '@sealbridge/sodium';
import { makeLogFixture, type LogFixture } from '../../../../test/support/log-fixture.js';
import { leafHash } from '../merkle/hash.js';
import { inclusionProof, memorySource } from '../merkle/prove.js';
import { writeProof } from '../checkpoint/tlog-proof.js';
import { checkStandalone, MAX_STANDALONE_BYTES } from './check.js';

let log: LogFixture;
let vkey: string;
let proof: Uint8Array;
let json: Uint8Array;

beforeAll(async () => {
  await ready();
  log = makeLogFixture();
  while (log.lines.length < 11) log.audit();
  vkey = /^log (\S+)/.exec(log.policyText)?.[1] ?? '';
  const leaves = log.lines.map((line) => leafHash(line.entry));
  const hashes = await inclusionProof(memorySource(leaves), 6, 11);
  const { note, root } = log.checkpoint();
  proof = writeProof({ extra: log.lines[6]?.entry ?? null, index: 6, proof: hashes, note });
  const fields = { leafIdx: 6, treeSize: 11, root, leafHash: leaves[6] ?? root };
  const texts = { root: toBase64(fields.root), leafHash: toBase64(fields.leafHash), proof: hashes.map(toBase64) };
  json = utf8(JSON.stringify({ ...fields, ...texts }));
});

describe('checking one file', () => {
  it('says what was verified and what was not', () => {
    expect(checkStandalone(proof, vkey)).toEqual({
      ok: true,
      kind: 'tlog-proof',
      code: null,
      signature: 'verified',
      origin: 'log.example/fixture',
      size: 11,
    });
    expect(checkStandalone(proof)).toMatchObject({ ok: true, signature: 'not checked' });
    expect(checkStandalone(json)).toMatchObject({
      ok: true,
      kind: 'inclusion',
      signature: 'not checked',
      origin: null,
    });
    expect(checkStandalone(log.checkpoint().note, vkey)).toMatchObject({ ok: true, kind: 'checkpoint' });
  });

  it('takes a cosignature key as well, and a key with white space around it', () => {
    const witness = /witness w1 (\S+)/.exec(log.policyText)?.[1] ?? '';
    expect(checkStandalone(log.checkpoint().note, ` ${witness}\n`).ok).toBe(true);
    expect(checkStandalone(proof, witness).ok).toBe(true);
  });

  it('takes the entry from the caller before the one in the proof', () => {
    expect(checkStandalone(proof, vkey, log.lines[6]?.entry).ok).toBe(true);
    expect(checkStandalone(proof, vkey, log.lines[7]?.entry).code).toBe('E_PROOF');
  });

  it('refuses a file over the limit', () => {
    expect(checkStandalone(new Uint8Array(MAX_STANDALONE_BYTES + 1), vkey).code).toBe('E_SIZE');
  });

  it('refuses every single-bit change of a proof, of a json proof, and of a note under its key', () => {
    for (const bytes of [proof, json, log.checkpoint().note]) {
      const accepted: number[] = [];
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        if (checkStandalone(changed, vkey).ok) accepted.push(at);
      }
      expect(accepted.filter((at) => !isUnbound(Buffer.from(bytes), at))).toEqual([]);
    }
  });

  it('gives any bytes a verdict', () => {
    const starts = ['', 'c2sp.org/tlog-proof@v1\n', '{', '{"leafIdx":', '— ', 'origin\n1\n'];
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.string()),
        (start, bytes, key) => {
          const verdict = checkStandalone(Buffer.concat([utf8(start), bytes]), key ?? undefined);
          expect(verdict.ok).toBe(false);
          expect(verdict.code).toMatch(/^E_/);
        },
      ),
      { numRuns: 2_000 },
    );
    const values = fc.object({
      key: fc.constantFrom('leafIdx', 'treeSize', 'root', 'leafHash', 'proof', 'size1', 'size2'),
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(checkStandalone(Buffer.from(JSON.stringify(value)), vkey).ok).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

// Lines of witnesses are unknown to a verifier that has the log's key alone; it must ignore them. And no hash binds the
// size of an unsigned inclusion claim: the same path leads to the same root in trees of 9 to 16 leaves.
function isUnbound(text: Buffer, at: number): boolean {
  const firstWitness = text.indexOf('— witness.example');
  const size = text.indexOf('"treeSize":') + '"treeSize":'.length;
  return firstWitness >= 0 ? at >= firstWitness : at >= size && at < size + 2;
}

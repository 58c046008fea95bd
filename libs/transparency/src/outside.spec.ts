// Data that nobody on this project wrote, read in place: the RFC 6962 reference tree, a real tiled log, C2SP examples.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, fromHex, ready, toBase64, toHex, utf8 } from '@sealbridge/sodium';
import { fixturesDir } from '../../../test/support/outside-data.js';
import { parseAddCheckpoint } from './checkpoint/add-checkpoint.js';
import { checkLogSignature } from './checkpoint/check.js';
import { parseCheckpoint, writeCheckpoint } from './checkpoint/checkpoint.js';
import { parseProof } from './checkpoint/tlog-proof.js';
import { leafHash } from './merkle/hash.js';
import { consistencyProof, inclusionProof, memorySource } from './merkle/prove.js';
import { rootOf } from './merkle/subtrees.js';
import { verifyConsistency, verifyInclusion } from './merkle/verify.js';
import { parseVerifierKey, writeVerifierKey } from './note/keys.js';
import { parseNote, verifyNote, writeNote } from './note/note.js';
import { checkStandalone } from './standalone/check.js';
import { appendLeaves, edgeFromTiles, EMPTY_EDGE } from './tiles/append.js';
import { parseEntryBundle } from './tiles/bundle.js';
import { entryBundlePath, tilePath, type TileAddress } from './tiles/path.js';
import { tileSource } from './tiles/tile.js';

const fixtures = fixturesDir();
const describeOutside = fixtures === null ? describe.skip : describe;
const name = fixtures === null ? 'outside vectors (skipped: no SEALBRIDGE_FIXTURES)' : 'outside vectors';

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(fixtures ?? '', 'merkle-log/derived', file), 'utf8'));
}

function readLog(path: string): Uint8Array {
  return Uint8Array.from(readFileSync(join(fixtures ?? '', 'merkle-log/tessera-testlog/testdata/log', path)));
}

beforeAll(ready);

describeOutside(name, () => {
  it('give the hashes and roots of the RFC 6962 reference tree', () => {
    const tree = readJson('rfc6962-reference-tree.json') as {
      leaf_inputs_hex: string[];
      node_hashes_hex: string[][];
      root_hashes_hex_by_size: string[];
    };
    const leaves = tree.leaf_inputs_hex.map((input) => leafHash(fromHex(input)));
    expect(leaves.map(toHex)).toEqual(tree.node_hashes_hex[0]);
    const roots = tree.root_hashes_hex_by_size.map((_, size) => toHex(rootOf(leaves.slice(0, size))));
    expect(roots).toEqual(tree.root_hashes_hex_by_size);
    expect(roots).toHaveLength(9);
  });

  it('are judged as notes', () => {
    const { vectors } = readJson('note-vectors.json') as {
      vectors: { name: string; vkey: string; note: string; valid: boolean; size?: number }[];
    };
    expect(vectors.length).toBeGreaterThan(10);
    for (const { vkey, note, valid, size } of vectors) {
      const verdict = checkStandalone(utf8(note), vkey);
      expect([verdict.ok, verdict.size]).toEqual([valid, size ?? null]);
      expect(writeVerifierKey(parseVerifierKey(vkey))).toBe(vkey);
      expect(Buffer.from(writeNote(parseNote(utf8(note)))).toString()).toBe(note);
    }
  });

  it('parse as the specifications print them', () => {
    const { examples } = readJson('c2sp-spec-examples.json') as { examples: { spec: string; text: string }[] };
    const notes = examples.filter(({ text }) => text.includes('\n\n— ') && !text.includes('[...]'));
    expect(notes.length).toBeGreaterThan(3);
    for (const { text } of notes) expect(Buffer.from(writeNote(parseNote(utf8(text)))).toString()).toBe(text);
    const behind = notes.filter(({ text }) => text.startsWith('example.com/behind-the-sofa\n'));
    expect(behind.length).toBeGreaterThan(0);
    for (const { text } of behind) {
      const checkpoint = parseCheckpoint(parseNote(utf8(text)).text);
      expect(checkpoint.size).toBe(20_852_163);
      expect(text.startsWith(writeCheckpoint(checkpoint))).toBe(true);
    }
    const request = examples.find(({ text }) => text.startsWith('old 20852014\n'));
    const note = behind[0]?.text ?? '';
    expect(parseAddCheckpoint(utf8(`${request?.text ?? ''}\n${note}`))).toMatchObject({ oldSize: 20_852_014 });
    const proof = examples.find(({ text }) => text.startsWith('c2sp.org/tlog-proof@v1\n'))?.text ?? '';
    expect(parseProof(utf8(proof))).toMatchObject({ index: 73_894, proof: { length: 5 } });
  });
});

describeOutside(`${name}: a real log`, () => {
  const testLog = (): { vkey: string; leaves: string[]; roots: Record<string, string> } => {
    const file = readJson('tessera-leaves.json') as {
      vkey: string;
      leaves: string[];
      roots_b64_by_size: Record<string, string>;
    };
    return { vkey: file.vkey, leaves: file.leaves, roots: file.roots_b64_by_size };
  };

  it('has checkpoints signed by its key at every size, with the roots of its entries', () => {
    const { vkey, leaves, roots } = testLog();
    const hashes = leaves.map((leaf) => leafHash(utf8(leaf)));
    for (let size = 0; size <= leaves.length; size += 1) {
      const checkpoint = checkLogSignature(readLog(`checkpoint.${size}`), [parseVerifierKey(vkey)]);
      expect([checkpoint.size, toBase64(checkpoint.root)]).toEqual([size, roots[String(size)]]);
      expect(toBase64(rootOf(hashes.slice(0, size)))).toBe(roots[String(size)]);
    }
  });

  it('has the tiles and bundles that appending its entries makes', async () => {
    const { leaves } = testLog();
    let edge = EMPTY_EDGE;
    for (const [index, leaf] of leaves.entries()) {
      const step = appendLeaves(edge, [leafHash(utf8(leaf))]);
      edge = step.edge;
      for (const { level, index: tile, width, bytes } of step.tiles) {
        if (level === 0) expect(Buffer.from(bytes)).toEqual(Buffer.from(readLog(tilePath(level, tile, width))));
      }
      const bundle = parseEntryBundle(readLog(entryBundlePath(0, index + 1)), index + 1);
      expect(bundle.map((entry) => Buffer.from(entry).toString())).toEqual(leaves.slice(0, index + 1));
    }
    const read = ({ level, index, width }: TileAddress): Uint8Array => readLog(tilePath(level, index, width));
    expect(await edgeFromTiles(leaves.length, read)).toEqual(edge);
  });

  it('proves from its tiles every entry, and every checkpoint from every earlier one', async () => {
    const { vkey, leaves, roots } = testLog();
    const size2 = leaves.length;
    const root2 = fromBase64(roots[String(size2)] ?? '');
    const source = tileSource(size2, ({ level, index, width }) => readLog(tilePath(level, index, width)));
    for (const [index, leaf] of leaves.entries()) {
      const proof = await inclusionProof(source, index, size2);
      const claim = { leafHash: leafHash(utf8(leaf)), index, size: size2, proof, root: root2 };
      expect(verifyInclusion(claim)).toBe(true);
      const size1 = index + 1;
      const root1 = fromBase64(roots[String(size1)] ?? '');
      const links = await consistencyProof(source, size1, size2);
      expect(verifyConsistency({ size1, size2, root1, root2, proof: links })).toBe(true);
    }
    expect(verifyNote(parseNote(readLog('checkpoint')), [parseVerifierKey(vkey)])).toHaveLength(1);
    const memory = memorySource(leaves.map((leaf) => leafHash(utf8(leaf))));
    expect(await inclusionProof(memory, 4, 11)).toEqual(await inclusionProof(source, 4, 11));
  });
});

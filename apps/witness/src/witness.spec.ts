import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, ready } from '@sealbridge/sodium';
import {
  makeNoteSigner,
  parseCheckpoint,
  parseNote,
  parseSignatureLines,
  signNote,
  verifierOf,
  verifyCosignature,
  verifyNote,
  writeNote,
  type NoteSigner,
} from '@sealbridge/transparency';
import { makeWitnessedLog, GARBAGE, type WitnessedLog } from '../../../test/support/witness-fixture.js';
import { originHash, WitnessState } from './state.js';
import { SIZE_TYPE, Witness, type Answer } from './witness.js';

const ORIGIN = 'log.example/a';
let folder: string;
let state: WitnessState;
let log: WitnessedLog;
let signer: NoteSigner;
let clock: number;
let witness: Witness;

beforeAll(async () => {
  await ready();
  log = makeWitnessedLog(ORIGIN);
  signer = makeNoteSigner('witness.example/w', 'cosignature');
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'witness-'));
  state = new WitnessState(folder);
  clock = 1_700_000_000;
  witness = new Witness({ logs: [verifierOf(log.signer)], signer, state, now: () => clock });
});

afterEach(() => {
  state.close();
  rmSync(folder, { recursive: true });
});

function bodyOf(answer: Answer): string {
  return Buffer.from(answer.body).toString();
}

async function add(oldSize: number, size: number): Promise<Answer> {
  return witness.addCheckpoint(await log.request(oldSize, size));
}

function cosignedAt(answer: Answer, note: Uint8Array): number | null {
  const { text } = parseNote(note);
  return verifyCosignature({ text, signatures: parseSignatureLines(bodyOf(answer)) }, verifierOf(signer));
}

function evidence(): string[] {
  return readdirSync(join(folder, originHash(ORIGIN), 'evidence'));
}

describe('add-checkpoint', () => {
  it('cosigns a first checkpoint and each that continues it', async () => {
    const first = await add(0, 5);
    expect(first.status).toBe(200);
    expect(cosignedAt(first, log.note(5))).toBe(clock);
    expect((await add(5, 5)).status).toBe(200);
    expect((await add(5, 6)).status).toBe(200);
    expect((await add(6, 600)).status).toBe(200);
    expect(state.recordOf(ORIGIN)?.size).toBe(600);
  });

  it('gives an unchanged checkpoint a new time', async () => {
    await add(0, 7);
    clock += 3600;
    expect(cosignedAt(await add(7, 7), log.note(7))).toBe(1_700_003_600);
    const served = parseNote(witness.latest(originHash(ORIGIN)).body);
    expect(verifyCosignature(served, verifierOf(signer))).toBe(1_700_003_600);
    expect(served.signatures).toHaveLength(2);
  });

  it('cosigns the empty tree, and then a first leaf', async () => {
    expect((await add(0, 0)).status).toBe(200);
    expect((await add(0, 1)).status).toBe(200);
    expect(witness.addCheckpoint(log.forge(0, [], log.note(0, randomBytes(32)))).status).toBe(409);
  });

  it('answers 422 when size 0 has another root or a proof comes from size 0', async () => {
    expect(witness.addCheckpoint(log.forge(0, [], log.note(0, randomBytes(32)))).status).toBe(422);
    expect(witness.addCheckpoint(log.forge(0, [randomBytes(32)], log.note(4))).status).toBe(422);
    expect(state.recordOf(ORIGIN)).toBeNull();
  });

  it('answers 409 with its size when the old size is stale or from the future', async () => {
    await add(0, 10);
    for (const request of [await log.request(0, 20), await log.request(9, 20), await log.request(11, 20)]) {
      const answer = witness.addCheckpoint(request);
      expect([answer.status, answer.contentType, bodyOf(answer)]).toEqual([409, SIZE_TYPE, '10\n']);
    }
  });

  it('never goes back', async () => {
    await add(0, 10);
    expect((await add(10, 5)).status).toBe(400);
    expect((await add(5, 5)).status).toBe(409);
    expect((await add(0, 5)).status).toBe(409);
    expect(state.recordOf(ORIGIN)?.size).toBe(10);
  });

  it('refuses a fork and keeps both notes', async () => {
    await add(0, 10);
    const forked = log.note(10, randomBytes(32));
    expect(witness.addCheckpoint(log.forge(10, [], forked)).status).toBe(422);
    const [file = ''] = evidence();
    expect(file).toMatch(/^fork-/);
    const kept = readFileSync(join(folder, originHash(ORIGIN), 'evidence', file), 'utf8');
    expect(kept).toContain(Buffer.from(forked).toString());
    expect(kept).toContain(Buffer.from(state.recordOf(ORIGIN)?.note ?? []).toString());
    expect((await add(10, 11)).status).toBe(200);
  });

  it('refuses a wrong, short, long or foreign proof and keeps the note once', async () => {
    await add(0, 10);
    const { proof } = { proof: (await proofOf(10, 30)).slice() };
    const note = log.note(30);
    const wrong = proof.map((hash, place) => (place === 1 ? randomBytes(32) : hash));
    for (const bad of [
      [],
      wrong,
      proof.slice(1),
      proof.slice(0, -1),
      [...proof, randomBytes(32)],
      await proofOf(9, 30),
    ]) {
      expect(witness.addCheckpoint(log.forge(10, bad, note)).status).toBe(422);
    }
    expect(evidence()).toHaveLength(1);
    expect(witness.addCheckpoint(log.forge(10, proof, note)).status).toBe(200);
  });

  it('answers 404 for a log it does not follow', async () => {
    const other = makeWitnessedLog('log.example/b', 4);
    expect(witness.addCheckpoint(await other.request(0, 4)).status).toBe(404);
  });

  it('answers 403 when the log has not signed, or its line does not verify', () => {
    const impostor = makeNoteSigner(ORIGIN, 'ed25519');
    const { text, signatures } = parseNote(log.note(4));
    const byImpostor = writeNote({ text, signatures: [signNote(text, impostor)] });
    expect(witness.addCheckpoint(log.forge(0, [], byImpostor)).status).toBe(403);
    const bad = signatures.map((line) => ({ ...line, signature: randomBytes(64) }));
    expect(witness.addCheckpoint(log.forge(0, [], writeNote({ text, signatures: bad }))).status).toBe(403);
    const mixed = writeNote({ text, signatures: [...signatures, ...bad] });
    expect(witness.addCheckpoint(log.forge(0, [], mixed)).status).toBe(403);
  });

  it('answers 400 to what is no request', () => {
    for (const bytes of GARBAGE) expect(witness.addCheckpoint(bytes).status).toBe(400);
    const lines = Array.from({ length: 63 }, () => randomBytes(32));
    expect(witness.addCheckpoint(log.forge(0, lines, log.note(4))).status).toBe(422);
    const body = Buffer.from(log.forge(0, lines, log.note(4))).toString();
    const tooMany = body.replace('old 0\n', `old 0\n${Buffer.alloc(32).toString('base64')}\n`);
    expect(witness.addCheckpoint(Buffer.from(tooMany)).status).toBe(400);
  });
});

describe('the record', () => {
  it('is served with the signatures of log and witness under the hash of the origin', async () => {
    expect(witness.latest(originHash(ORIGIN)).status).toBe(404);
    await add(0, 3);
    const note = parseNote(witness.latest(originHash(ORIGIN)).body);
    expect(parseCheckpoint(note.text).size).toBe(3);
    expect(verifyNote(note, [verifierOf(log.signer)])).toHaveLength(1);
    expect(verifyCosignature(note, verifierOf(signer))).toBe(clock);
    expect(witness.latest('../secret').status).toBe(404);
  });

  it('outlives the process, half-written successors aside', async () => {
    await add(0, 12);
    state.close();
    writeFileSync(join(folder, originHash(ORIGIN), 'checkpoint.new'), 'half');
    state = new WitnessState(folder);
    witness = new Witness({ logs: [verifierOf(log.signer)], signer, state, now: () => clock });
    expect((await add(0, 12)).status).toBe(409);
    expect((await add(12, 13)).status).toBe(200);
  });

  it('comes before the cosignature: none is given when the disk refuses', async () => {
    writeFileSync(join(folder, originHash(ORIGIN)), 'a file where the folder should be');
    const request = await log.request(0, 12);
    expect(() => witness.addCheckpoint(request)).toThrow();
    rmSync(join(folder, originHash(ORIGIN)));
    expect(bodyOf(await add(5, 12))).toBe('0\n');
  });

  it('is never replaced when it cannot be read', async () => {
    await add(0, 12);
    writeFileSync(join(folder, originHash(ORIGIN), 'checkpoint'), 'damaged');
    const request = await log.request(0, 12);
    expect(() => witness.addCheckpoint(request)).toThrow();
  });
});

async function proofOf(oldSize: number, size: number): Promise<Uint8Array[]> {
  const [head = ''] = Buffer.from(await log.request(oldSize, size))
    .toString()
    .split('\n\n');
  return head
    .split('\n')
    .slice(1)
    .map((line) => Uint8Array.from(Buffer.from(line, 'base64')));
}

import { deriveKemPublicKey, makeKemKeyPair, ready, sha256, toHex, type KemKeyPair } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';
import { openPrintedShare, printShare } from './printed-share.js';
import { combineShares, makeRecoveryKey, type NewRecoveryKey } from './recovery-key.js';
import { openRecoveryLockbox, sealRecoveryLockbox } from './recovery-lockbox.js';
import { openContribution, openShare, resealShare } from './sealed-share.js';
import type { Share } from './share.js';
import { makeRecoveryWords } from './words.js';

const id = (fill: number): Id => idFromBytes(new Uint8Array(16).fill(fill));
const ORG = id(1);

interface Guardian {
  readonly device: Id;
  readonly kem: KemKeyPair;
}

async function outcomeOf(run: () => unknown): Promise<{ code: string; device: Id | null }> {
  try {
    await run();
    return { code: 'accepted', device: null };
  } catch (error) {
    if (error instanceof KeyringError) return { code: error.code, device: error.device };
    throw error;
  }
}

const codeOf = async (run: () => unknown): Promise<string> => (await outcomeOf(run)).code;

describe('a recovery key', () => {
  let guardians: Guardian[];
  let key: NewRecoveryKey;
  let shares: Share[];

  beforeAll(async () => {
    await ready();
    guardians = [11, 12, 13].map((fill) => ({ device: id(fill), kem: makeKemKeyPair() }));
    key = await made(guardians, 2);
    shares = opened(key);
  });

  function made(holders: readonly Guardian[], threshold: number, number = 1): Promise<NewRecoveryKey> {
    const list = holders.map(({ device, kem }) => ({ device, kemPublicKey: kem.publicKey }));
    return makeRecoveryKey({ org: ORG, number, guardians: list, threshold });
  }

  function opened({ sealedShares }: NewRecoveryKey, number = 1): Share[] {
    return sealedShares.map(({ device, bytes, sha256: sealedSha256 }) => {
      const guardian = guardians.find((one) => one.device === device);
      if (guardian === undefined) throw new Error('no such guardian');
      return openShare(bytes, guardian, { org: ORG, number, sealedSha256 });
    });
  }

  const some = (...at: number[]): Share[] => at.flatMap((index) => shares[index] ?? []);

  it('comes back from every two of three, and from all', async () => {
    for (const given of [some(0, 1), some(1, 0), some(0, 2), some(2, 1), some(0, 1, 2)]) {
      expect((await combineShares(given, key.kem.publicKey)).seed).toEqual(key.kem.seed);
    }
  });

  it('comes back from every three of five', async () => {
    const five = [1, 2, 3, 4, 5].map((fill) => ({ device: id(fill), kem: makeKemKeyPair() }));
    const other = await made(five, 3);
    guardians = [...guardians, ...five];
    const all = opened(other);
    for (const at of [0, 1, 2, 3, 4]) {
      const given = [0, 1, 2].map((step) => all[(at + step) % 5]).flatMap((share) => share ?? []);
      expect((await combineShares(given, other.kem.publicKey)).seed).toEqual(other.kem.seed);
    }
    expect(await codeOf(() => combineShares(all.slice(0, 2), other.kem.publicKey))).toBe('E_RECOVERY_SHARES');
  });

  it('is refused for other numbers of guardians and thresholds, and for one device twice', async () => {
    const [first, second, third] = guardians.slice(0, 3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('no guardians');
    const cases: [Guardian[], number][] = [
      [[first, second], 2],
      [[first, second, third], 1],
      [[first, second, third], 4],
      [[first, second, third], 2.5],
      [[first, second, first], 2],
      [[1, 2, 3, 4, 5, 6].map((fill) => ({ ...first, device: id(fill) })), 2],
    ];
    for (const [holders, threshold] of cases)
      expect(await codeOf(() => made(holders, threshold))).toBe('E_RECOVERY_KEY');
  });

  it('is never given out from too few shares', async () => {
    expect(await codeOf(() => combineShares(some(0), key.kem.publicKey))).toBe('E_RECOVERY_SHARES');
    expect(await codeOf(() => combineShares([], key.kem.publicKey))).toBe('E_RECOVERY_SHARES');
    const lying = some(0).map((share) => ({ ...share, threshold: 1 }));
    expect(['E_RECOVERY_KEY', 'E_RECOVERY_SHARES']).toContain(
      await codeOf(() => combineShares(lying, key.kem.publicKey)),
    );
  });

  it('names the guardian whose share is corrupt', async () => {
    const corrupt = some(1).map((share) => ({
      ...share,
      share: share.share.map((byte, at) => (at === 3 ? byte ^ 1 : byte)),
    }));
    expect(await outcomeOf(() => combineShares([...some(0), ...corrupt], key.kem.publicKey))).toEqual({
      code: 'E_RECOVERY_SHARES',
      device: id(12),
    });
  });

  it('names nobody and gives nothing when no manifest tells which share is corrupt', async () => {
    const bare = some(0, 1).map((share) => ({ ...share, manifest: new Map() }));
    const corrupt = bare.map((share, index) => (index === 0 ? share : { ...share, share: share.share.with(3, 7) }));
    expect((await combineShares(bare, key.kem.publicKey)).seed).toEqual(key.kem.seed);
    expect(await outcomeOf(() => combineShares(corrupt, key.kem.publicKey))).toEqual({
      code: 'E_RECOVERY_KEY',
      device: null,
    });
  });

  it('is not what the directory lists when the shares are of another key', async () => {
    expect(await codeOf(() => combineShares(some(0, 1), makeKemKeyPair().publicKey))).toBe('E_RECOVERY_KEY');
    const second = opened(await made(guardians.slice(0, 3), 2, 2), 2);
    expect(await codeOf(() => combineShares([...some(0), ...second.slice(1, 2)], key.kem.publicKey))).toBe(
      'E_RECOVERY_SHARES',
    );
    expect(await codeOf(() => combineShares(some(0, 0), key.kem.publicKey))).toBe('E_RECOVERY_SHARES');
  });

  it('gives each guardian a share that no other device, number or organisation opens', async () => {
    const [first, second] = guardians;
    const sealed = key.sealedShares[0];
    if (first === undefined || second === undefined || sealed === undefined) throw new Error('no guardians');
    const listed = { org: ORG, number: 1, sealedSha256: sealed.sha256 };
    expect(await codeOf(() => openShare(sealed.bytes, second, listed))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openShare(sealed.bytes, { ...first, device: second.device }, listed))).toBe(
      'E_SHARE_OPEN',
    );
    expect(await codeOf(() => openShare(sealed.bytes, first, { ...listed, number: 2 }))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openShare(sealed.bytes, first, { ...listed, org: id(2) }))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openShare(sealed.bytes, first, { ...listed, sealedSha256: sha256(sealed.sha256) }))).toBe(
      'E_SHARE_HASH',
    );
  });

  it('is contributed to in one recovery, to one device, by the guardian whose share it is', async () => {
    const [first, second, third] = guardians;
    const [, given] = shares;
    if (first === undefined || second === undefined || third === undefined || given === undefined) throw new Error();
    const ceremony = { recovery: id(50), to: first.device, kemPublicKey: first.kem.publicKey };
    const bytes = resealShare(given, ceremony);
    const wanted = { org: ORG, number: 1, recovery: id(50), from: second.device };
    expect(openContribution(bytes, first, wanted)).toEqual(given);
    expect(await codeOf(() => openContribution(bytes, first, { ...wanted, recovery: id(51) }))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openContribution(bytes, first, { ...wanted, from: third.device }))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openContribution(bytes, third, wanted))).toBe('E_SHARE_OPEN');
    const listed = { org: ORG, number: 1, sealedSha256: sha256(bytes) };
    expect(await codeOf(() => openShare(bytes, first, listed))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openContribution(new Uint8Array(0), first, wanted))).toBe('E_SHARE_OPEN');
  });

  it('is on paper under the words of the guardian alone', async () => {
    const [, share] = shares;
    if (share === undefined) throw new Error('no share');
    const { entropy } = makeRecoveryWords();
    const text = printShare(share, entropy);
    expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){32}[0-9A-HJKMNP-TV-Z]{2}$/);
    const typed = text.toLowerCase().replaceAll(' ', '-').replaceAll('0', 'o').replaceAll('1', 'l');
    const { share: bytes, manifest, ...of } = share;
    expect(manifest.size).toBe(3);
    expect(openPrintedShare(typed, entropy, of)).toEqual({ ...of, share: bytes, manifest: new Map() });
    const other = makeRecoveryWords().entropy;
    expect(await codeOf(() => openPrintedShare(text, other, of))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openPrintedShare(text, entropy, { ...of, device: id(13) }))).toBe('E_SHARE_OPEN');
    expect(await codeOf(() => openPrintedShare(text, entropy, { ...of, number: 2 }))).toBe('E_SHARE');
    const wrong = `${text.slice(0, 10)}${text[10] === '7' ? '8' : '7'}${text.slice(11)}`;
    for (const bad of [wrong, text.slice(1), `${text}0`, '']) {
      expect(await codeOf(() => openPrintedShare(bad, entropy, of))).toBe('E_PRINTED_SHARE');
    }
  });

  it('opens the seeds that were sealed to it, each for its unit, epoch and key number', async () => {
    const epoch = makeKemKeyPair();
    const target = { org: ORG, unit: id(3), epoch: 4, number: 1 };
    const bytes = sealRecoveryLockbox(epoch.seed, target, key.kem.publicKey);
    const listed = { ...target, lockboxSha256: sha256(bytes), kemPublicKey: epoch.publicKey };
    expect(openRecoveryLockbox(bytes, key.kem.seed, listed)).toEqual(epoch.seed);
    for (const other of [{ org: id(2) }, { unit: id(4) }, { epoch: 3 }, { number: 2 }]) {
      expect(await codeOf(() => openRecoveryLockbox(bytes, key.kem.seed, { ...listed, ...other }))).toBe(
        'E_LOCKBOX_OPEN',
      );
    }
    const kemPublicKey = makeKemKeyPair().publicKey;
    expect(await codeOf(() => openRecoveryLockbox(bytes, key.kem.seed, { ...listed, kemPublicKey }))).toBe(
      'E_LOCKBOX_KEY',
    );
    const lockboxSha256 = sha256(kemPublicKey);
    expect(await codeOf(() => openRecoveryLockbox(bytes, key.kem.seed, { ...listed, lockboxSha256 }))).toBe(
      'E_LOCKBOX_HASH',
    );
  });

  it('leaves the seed as the only way to its public key', () => {
    expect(deriveKemPublicKey(key.kem.seed)).toEqual(key.kem.publicKey);
    const hex = key.sealedShares.map(({ bytes }) => toHex(bytes)).join();
    expect(shares.filter(({ share }) => hex.includes(toHex(share)))).toEqual([]);
  });
});

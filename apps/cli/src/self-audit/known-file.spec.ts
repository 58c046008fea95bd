import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Id } from '@sealbridge/vocabulary';

import { knownStoreOf } from './known-file.js';

describe('what a person was told, in known.json', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sealbridge-known-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const device = '00112233-4455-6677-8899-aabbccddeeff' as Id;
  const unit = 'ffeeddcc-bbaa-9988-7766-554433221100' as Id;
  const path = (): string => join(folder, 'known.json');

  it('is nothing in a new folder', async () => {
    expect(await knownStoreOf({ folder }).read()).toBeNull();
  });

  it('comes back as it was written, out of a file that nobody else can read', async () => {
    const known = { lastSeq: 7, lastHour: 490_000, devices: [device], units: new Map([[unit, { epoch: 2, seq: 3 }]]) };
    await knownStoreOf({ folder }).write(known);
    expect(await knownStoreOf({ folder }).read()).toEqual(known);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['not JSON', '{'],
    ['without devices', '{"lastSeq": 1, "lastHour": 1, "units": {}}'],
    ['with a device that is no id', '{"lastSeq": 1, "lastHour": 1, "devices": ["x"], "units": {}}'],
    ['without units', '{"lastSeq": 1, "lastHour": 1, "devices": []}'],
    ['with an epoch that is no number', `{"lastSeq": 1, "lastHour": 1, "devices": [], "units": {"${unit}": {}}}`],
  ])('is refused %s: else a device that somebody added would pass for known', async (_, text) => {
    writeFileSync(path(), text);
    await expect(knownStoreOf({ folder }).read()).rejects.toMatchObject({ code: 'E_STATE', exit: 5 });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ready, toHex } from '@sealbridge/sodium';

import { keepApplied, makeRootFiles, openRoots, readApplied } from './applicant-folder.js';

const NOBODY = '00000000-0000-4000-8000-00000000000';
const describing = (application: string, organisation: string) => ({
  version: 1 as const,
  application: application as never,
  organisation: organisation as never,
  kind: 'ngo' as const,
  handle: 'willow',
  country: 'XA',
  name: 'Willow Trust',
  class: 'NGO' as const,
  subclass: null,
  server: 'http://localhost:4000',
  origin: 'demo.invalid/0',
  genesis: '00',
});

describe('the folder of an application', () => {
  let folder: string;

  beforeAll(ready);
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sealbridge-applicant-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has the same keys when it is gone over again, also when only a part was made', () => {
    const org = makeRootFiles(folder);
    const [first] = openRoots(folder, 1);
    rmSync(join(folder, 'root-1.key'));
    rmSync(join(folder, 'root-2.key'));
    expect(makeRootFiles(folder)).toBe(org);
    const all = openRoots(folder);
    expect(all.map((root) => root.org)).toEqual([org, org, org]);
    expect(toHex(all[0]?.sign.publicKey ?? new Uint8Array())).toBe(toHex(first?.sign.publicKey ?? new Uint8Array()));
  });

  it('stands for the application that was noted first', () => {
    keepApplied(folder, describing(`${NOBODY}1`, `${NOBODY}2`), 'policy');
    keepApplied(folder, describing(`${NOBODY}3`, `${NOBODY}2`), 'policy');
    expect(readApplied(folder).application).toBe(`${NOBODY}1`);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EXIT } from '../../output/exit-code.js';
import { readApplicationFile } from './application-file.js';

describe('the file of an application', () => {
  let folder: string;

  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'sealbridge-application-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (name: string) => {
    const path = join(folder, 'us.json');
    writeFileSync(path, JSON.stringify({ kind: 'ngo', handle: 'willow', name, country: 'XA', class: 'NGO' }));
    return readApplicationFile(path);
  };

  it('may have a name of any script', async () => {
    await expect(read('Общество Ива')).resolves.toMatchObject({ name: 'Общество Ива' });
  });

  it.each([
    ['turns the direction of writing', 'Bad \u202e name'],
    ['has a control character', 'Bad\u0007 name'],
    ['has white space at its ends', ' Bad name'],
    ['is not composed', 'Bad nae\u0301me'],
    ['is too long', 'x'.repeat(201)],
  ])('is refused before a key is made when the name %s', async (_reason, name) => {
    await expect(read(name)).rejects.toMatchObject({ code: 'E_FIELD', exit: EXIT.USAGE });
  });
});
